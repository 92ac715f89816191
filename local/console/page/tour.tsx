import { useState } from 'preact/hooks';
import type { ShownPayment, ShownSimulator } from '../state/console-state.ts';
import { type ApiAnswer, begin, createPayment, move, repeat } from './actions.ts';
import { useView } from './view.ts';

const AMOUNT = 4200;

type TourProps = {
  readonly simulators: readonly ShownSimulator[];
  readonly payments: readonly ShownPayment[];
  readonly choose: (key: string) => void;
  readonly onAnswer: (key: string, answer: ApiAnswer) => void;
};

/** An unknown outcome and how it is resolved, with two buttons. */
export function Tour({ simulators, payments, choose, onAnswer }: TourProps) {
  const { texts, attempt } = useView();
  const [toured, setToured] = useState<string>();
  const provider = simulators.find(({ controls }) => controls)?.provider;
  if (provider === undefined) return null;

  const open = findOpen(payments, toured);

  async function loseAndCancel(of: string): Promise<void> {
    const { key, ...payment } = await createPayment({ provider: of, amount: AMOUNT });
    await move({ provider: of, control: 'lose_answer', of: 'cancel' });
    choose(key);
    setToured(key);
    onAnswer(key, await begin('cancellations', payment));
  }

  return (
    <section class="card tour" aria-labelledby="tour">
      <div>
        <h2 id="tour">{texts.tour}</h2>
        <p>{texts.tourText}</p>
      </div>
      <div class="buttons">
        <button type="button" class="primary" onClick={() => attempt(() => loseAndCancel(provider))}>
          {`1. ${texts.tourStart}`}
        </button>
        <button
          type="button"
          // Not `disabled`: a button that has just been pressed keeps the focus.
          aria-disabled={!open}
          onClick={() => open && attempt(async () => onAnswer(open.key, await repeat(open.id)))}
        >
          {`2. ${texts.tourRepeat}`}
        </button>
      </div>
    </section>
  );
}

function findOpen(payments: readonly ShownPayment[], key: string | undefined) {
  const operations = payments.find((payment) => payment.key === key)?.operations;
  const open = operations?.find((operation) => operation.repeatable && operation.completedAt === undefined);
  return open && key !== undefined ? { key, id: open.id } : undefined;
}
