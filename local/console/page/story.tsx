import type { ShownOperation, ShownPayment } from '../state/console-state.ts';
import { type ApiAnswer, begin, repeat, sweep, textOf } from './actions.ts';
import { toMoney, toTime } from './formats.ts';
import { ReturnedBadge, StateBadge } from './state-badge.tsx';
import { toFacts } from './to-facts.ts';
import { type TimelineRow, toSummary, toTimeline } from './to-timeline.ts';
import { useView } from './view.ts';
import { withKeys } from './with-keys.ts';

type StoryProps = {
  readonly payment: ShownPayment | undefined;
  readonly now: number;
  readonly answer: ApiAnswer | undefined;
  readonly onAnswer: (key: string, answer: ApiAnswer) => void;
};

/** One payment: what can be done, what the storefront got, and each operation as a timeline. */
export function Story({ payment, now, answer, onAnswer }: StoryProps) {
  const { texts, attempt } = useView();
  if (!payment)
    return (
      <section class="card story" aria-labelledby="story">
        <h2 id="story" tabIndex={-1}>
          {texts.chosen}
        </h2>
        <p class="quiet">{texts.choose}</p>
      </section>
    );
  const { key, paymentId, provider, merchantId, operations } = payment;
  const start = (what: 'cancellations' | 'refunds') =>
    attempt(async () => onAnswer(key, await begin(what, payment)));
  return (
    <section class="card story" aria-labelledby="story">
      <h2 id="story" tabIndex={-1}>
        {texts.chosen}
      </h2>
      <a class="back" href="#payments">
        {texts.back}
      </a>
      <p>
        {`${merchantId} · ${provider} · `}
        <code>{paymentId}</code>
      </p>
      <AtProvider payment={payment} />
      <div class="buttons">
        <button type="button" class="primary" onClick={() => start('cancellations')}>
          {texts.cancel}
        </button>
        <button type="button" onClick={() => start('refunds')}>
          {texts.refund}
        </button>
        <button type="button" onClick={() => attempt(sweep)}>
          {texts.sweepNow}
        </button>
      </div>
      {answer && <Answer answer={answer} />}
      {operations.toReversed().map((operation) => (
        <OperationStory
          key={operation.id}
          payment={payment}
          operation={operation}
          now={now}
          onRepeat={() => attempt(async () => onAnswer(key, await repeat(operation.id)))}
        />
      ))}
    </section>
  );
}

/** What the provider shows of it, and how much of it went back. */
function AtProvider({ payment }: { payment: ShownPayment }) {
  const { texts, language } = useView();
  const { atProvider } = payment;
  const shown = atProvider && [
    toMoney(atProvider.amount, language),
    texts.atProvider(atProvider.status),
    texts.moved(atProvider.effects),
  ];
  return (
    <p class="row">
      <ReturnedBadge payment={payment} />
      {shown && <span class="quiet">{shown.join(' · ')}</span>}
    </p>
  );
}

function Answer({ answer: { request, status, body } }: { answer: ApiAnswer }) {
  const { texts } = useView();
  return (
    <details class="answer">
      <summary>
        {`${texts.answer}: `}
        <strong>{[status, toWord(body)].join(' ')}</strong>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{`${request}\n\n${JSON.stringify(body, null, 2)}`}</pre>
    </details>
  );
}

/** The code of a problem, or the state of an operation. */
function toWord(body: unknown): string {
  return textOf(body, 'code') ?? textOf(body, 'state') ?? '';
}

type OperationStoryProps = {
  readonly payment: ShownPayment;
  readonly operation: ShownOperation;
  readonly now: number;
  readonly onRepeat: () => void;
};

function OperationStory({ payment, operation, now, onRepeat }: OperationStoryProps) {
  const { texts, language } = useView();
  const facts = toFacts(operation, texts, language);
  return (
    <article class="operation" aria-labelledby={operation.id}>
      <h3 id={operation.id}>
        {`${texts.kinds[operation.kind]} (${texts.methods[operation.method]}) `}
        <StateBadge state={operation.state} />
      </h3>
      <p class="summary">{toSummary(payment, operation, { now, texts, language })}</p>
      {facts.length > 0 && <p class="quiet">{facts.join(' · ')}</p>}
      {operation.repeatable && (
        <button type="button" onClick={onRepeat}>
          {texts.repeat}
        </button>
      )}
      <ol class="timeline">
        {withKeys(toTimeline(operation, texts), ({ at, title, state }) => `${at} ${title} ${state}`).map(
          ([key, row]) => (
            <Row key={key} row={row} />
          ),
        )}
      </ol>
    </article>
  );
}

function Row({ row }: { row: TimelineRow }) {
  const { texts, language } = useView();
  return (
    <li class={row.exchanges.some(({ isLost }) => isLost) ? 'lost' : undefined}>
      {row.left && <p class="quiet">{row.left}</p>}
      <p class="row">
        <time dateTime={new Date(row.at).toISOString()}>{toTime(row.at, language)}</time>
        <strong>{row.title}</strong>
        <span class="quiet">{row.by}</span>
      </p>
      {withKeys(row.exchanges, ({ request }) => request).map(([key, { request, answer, isLost }]) => (
        <p class="exchange" key={key}>
          <code>{request}</code>
          <span aria-hidden="true"> → </span>
          <span class={isLost ? 'no-answer' : undefined}>{answer}</span>
        </p>
      ))}
      <p>
        {row.why} <span class="quiet">{texts.became}</span> <StateBadge state={row.state} />
      </p>
    </li>
  );
}
