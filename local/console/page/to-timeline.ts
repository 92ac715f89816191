import type { ShownOperation, ShownPayment } from '../state/console-state.ts';
import { toDayAndTime, toLasting } from './formats.ts';
import type { Language } from './texts.ts';
import type { Texts } from './texts-en.ts';

type Entry = ShownOperation['trail'][number];

/** One step of an operation, in words. */
export type TimelineRow = {
  readonly at: number;
  readonly title: string;
  readonly by: string;
  readonly exchanges: readonly {
    readonly request: string;
    readonly answer: string;
    readonly isLost: boolean;
  }[];
  readonly why: string;
  /** The state that followed. */
  readonly state: string;
  /** Shown where steps before this one are not kept. */
  readonly left?: string;
};

/** What happened to an operation, step by step: who triggered it, what was sent and came back, what followed and why. */
export function toTimeline(operation: ShownOperation, texts: Texts): readonly TimelineRow[] {
  return [
    {
      at: operation.createdAt,
      title: texts.begun,
      by: texts.by(toTrigger(operation.trigger, texts)),
      exchanges: [],
      why: texts.begunWhy,
      // Where the payment is read first, nothing is sent yet.
      state: operation.trail[0]?.step === 'preflight' || operation.kind === 'refund' ? 'accepted' : 'sending',
    },
    ...operation.trail.map((entry) => toRow(entry, texts)),
    ...toRecordedRow(operation, texts),
  ];
}

function toRow(entry: Entry, texts: Texts): TimelineRow {
  return {
    at: entry.requests[0]?.at ?? entry.at,
    title: texts.steps[entry.step] ?? entry.step,
    by: texts.by(toTrigger(entry.by, texts)),
    exchanges: entry.requests.map(({ request, is, status, ms }) => ({
      request,
      answer: is === 'answered' ? texts.answered(status, ms) : is === 'lost' ? texts.lost(ms) : texts.notSent,
      isLost: is === 'lost',
    })),
    why: toReason(entry, texts),
    state: entry.state,
    ...(entry.left !== undefined && { left: texts.left(entry.left) }),
  };
}

/** The most exact reason that there is: by the state that followed, by a lost answer, or by the step alone. */
function toReason({ step, result, state, requests }: Entry, { reasons }: Texts): string {
  const lost = requests.at(-1)?.is === 'lost' ? reasons[`${step} ${result} lost`] : undefined;
  const byState = reasons[`${step} ${result} ${state}`] ?? reasons[`${step} ${state}`];
  return lost ?? byState ?? reasons[`${step} ${result}`] ?? reasons[step] ?? result;
}

function toRecordedRow({ recording, state }: ShownOperation, texts: Texts): TimelineRow[] {
  if (!recording) return [];
  const { at, by, evidence } = recording;
  return [{ at, title: texts.recorded(by), by: '', exchanges: [], why: evidence, state }];
}

function toTrigger(trigger: string, { triggers }: Texts): string {
  return triggers[trigger] ?? trigger;
}

/** What a summary is written with. `now`: epoch milliseconds. */
type Writing = { readonly now: number; readonly texts: Texts; readonly language: Language };

/** The whole story of an operation in a sentence or two. */
export function toSummary(
  { atProvider }: Pick<ShownPayment, 'atProvider'>,
  operation: ShownOperation,
  { now, texts, language }: Writing,
): string {
  const { summary } = texts;
  const { state, action } = operation;
  if (state === 'succeeded') return toSuccess(operation, atProvider?.effects, texts);
  if (state === 'failed') return toFailure(operation, texts);
  if (action) return toAction(action, texts, language);
  const stands = toStands(operation, now, texts);
  const { dueAt } = operation;
  return dueAt === undefined ? stands : `${stands} ${summary.next(toWhen(dueAt, now, texts))}`;
}

function toFailure({ withdrawn, problem, recording }: ShownOperation, texts: Texts): string {
  const { summary } = texts;
  if (withdrawn) return summary.withdrawn;
  if (recording) return summary.recordedFailed(recording.by);
  const code = problem?.code ?? '';
  return summary.failed(texts.problem(code), code);
}

function toAction(
  { kind, until }: NonNullable<ShownOperation['action']>,
  { summary }: Texts,
  language: Language,
): string {
  if (kind === 'record_outcome') return summary.recordOutcome;
  return summary.fileRequest(until ? toDayAndTime(Date.parse(until), language, 'America/Sao_Paulo') : '–');
}

function toStands(operation: ShownOperation, now: number, texts: Texts): string {
  const { summary } = texts;
  const { state, problem, createdAt } = operation;
  if (state === 'unknown' || state === 'sending')
    return summary.unknown(toLasting(Math.max(0, now - (unknownSinceOf(operation) ?? createdAt))));
  return problem ? summary.waits(texts.problem(problem.code), problem.code) : summary.open;
}

function unknownSinceOf({ trail }: ShownOperation): number | undefined {
  return trail.find(({ state }) => state === 'unknown')?.at;
}

function toSuccess(operation: ShownOperation, effects: number | undefined, texts: Texts): string {
  const { summary } = texts;
  const { trail, attempts, recording } = operation;
  if (recording) return summary.recorded(recording.by);
  const unknownSince = unknownSinceOf(operation);
  const proof = trail.findLast((entry) => entry.state === 'succeeded');
  const healed =
    unknownSince !== undefined && proof?.step === 'inquiry'
      ? summary.healed(toLasting(proof.at - unknownSince), texts.by(toTrigger(proof.by, texts)))
      : summary.succeeded;
  return effects === undefined ? healed : `${healed} ${summary.once(attempts, effects)}`;
}

function toWhen(at: number, now: number, texts: Texts): string {
  return at <= now ? texts.soon : texts.in(toLasting(at - now));
}
