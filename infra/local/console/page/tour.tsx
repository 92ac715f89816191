import { useState } from 'preact/hooks';
import type { ShownPayment, ShownSimulator } from '../console-state.ts';
import { type ApiAnswer, begin, move, repeat } from './actions.ts';
import { useView } from './view.ts';

const AMOUNT = 4200;

type TourProps = {
  readonly simulators: readonly ShownSimulator[];
  readonly payments: readonly ShownPayment[];
  readonly choose: (paymentId: string) => void;
  readonly onAnswer: (paymentId: string, answer: ApiAnswer) => void;
};

/** A doubt and how it heals, with two buttons. */
export function Tour({ simulators, payments, choose, onAnswer }: TourProps) {
  const { texts, attempt } = useView();
  const [toured, setToured] = useState<string>();
  const provider = simulators[0]?.provider;
  const merchantId = payments.find((payment) => payment.provider === provider)?.merchantId;
  if (provider === undefined || merchantId === undefined) return null;

  const doubt = findOpen(payments, toured);

  async function loseAndCancel(of: string, merchant: string): Promise<void> {
    const paymentId = await move({ provider: of, lever: 'create_payment', amount: AMOUNT });
    if (paymentId === undefined) return;
    await move({ provider: of, lever: 'lose_answer', of: 'cancel' });
    choose(paymentId);
    setToured(paymentId);
    onAnswer(paymentId, await begin('cancellations', { merchantId: merchant, provider: of, paymentId }));
  }

  return (
    <section class="card tour" aria-labelledby="tour">
      <div>
        <h2 id="tour">{texts.tour}</h2>
        <p>{texts.tourText}</p>
      </div>
      <div class="buttons">
        <button
          type="button"
          class="primary"
          onClick={() => attempt(() => loseAndCancel(provider, merchantId))}
        >
          {`1. ${texts.tourStart}`}
        </button>
        <button
          type="button"
          // Not `disabled`: whoever has just pressed it keeps the focus.
          aria-disabled={!doubt}
          onClick={() => doubt && attempt(async () => onAnswer(doubt.paymentId, await repeat(doubt.id)))}
        >
          {`2. ${texts.tourLook}`}
        </button>
      </div>
    </section>
  );
}

function findOpen(payments: readonly ShownPayment[], paymentId: string | undefined) {
  const operations = payments.find((payment) => payment.paymentId === paymentId)?.operations;
  const open = operations?.find((operation) => operation.repeatable && operation.completedAt === undefined);
  return open && paymentId !== undefined ? { paymentId, id: open.id } : undefined;
}
