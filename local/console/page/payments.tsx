import type { ShownPayment } from '../state/console-state.ts';
import { toMoney, toShortId } from './formats.ts';
import { ReturnedBadge, StateBadge } from './state-badge.tsx';
import { useView } from './view.ts';

type PaymentsProps = {
  readonly payments: readonly ShownPayment[];
  /** The key of one. */
  readonly chosen: string | undefined;
  readonly choose: (key: string) => void;
};

/** All payments, to choose one of. */
export function Payments({ payments, chosen, choose }: PaymentsProps) {
  const { texts } = useView();
  return (
    <section class="card payments" aria-labelledby="payments">
      <h2 id="payments" tabIndex={-1}>
        {texts.payments}
      </h2>
      {payments.length === 0 && <p class="quiet">{texts.paymentsNone}</p>}
      <ul>
        {payments.map((payment) => (
          <li key={payment.key}>
            <button
              type="button"
              class="payment"
              aria-current={payment.key === chosen ? 'true' : undefined}
              onClick={() => choose(payment.key)}
            >
              <PaymentLine payment={payment} />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A payment's own status, and the state of an operation that is not finished. */
function PaymentLine({ payment }: { payment: ShownPayment }) {
  const { texts, language } = useView();
  const { provider, paymentId, atProvider, operations } = payment;
  const open = operations.findLast(({ completedAt }) => completedAt === undefined);
  return (
    <>
      <span class="row">
        <strong>{provider}</strong>
        <code>{toShortId(paymentId)}</code>
        {atProvider && <span>{toMoney(atProvider.amount, language)}</span>}
      </span>
      <span class="row quiet">
        <ReturnedBadge payment={payment} />
        {open && <StateBadge state={open.state} />}
        {operations.length === 0 && texts.noOperation}
        {atProvider && <span>{texts.atProvider(atProvider.status)}</span>}
      </span>
    </>
  );
}
