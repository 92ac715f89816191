import type { ShownPayment } from '../state/console-state.ts';
import { toMoney } from './formats.ts';
import { type ReturnedWord, toReturned } from './to-returned.ts';
import { useView } from './view.ts';

const TONES: Readonly<Record<string, string>> = {
  sending: 'unknown',
  unknown: 'unknown',
  manual_review: 'unknown',
  succeeded: 'good',
  failed: 'bad',
};

const RETURNED_TONES: Readonly<Record<ReturnedWord, string>> = {
  untouched: 'plain',
  partially_refunded: 'open',
  refunded: 'good',
  canceled: 'good',
};

/** The state of an operation in words, in its color. */
export function StateBadge({ state }: { readonly state: string }) {
  const { texts } = useView();
  return <span class={`badge ${TONES[state] ?? 'open'}`}>{texts.states[state] ?? state}</span>;
}

/** How much of a payment went back: its own status, whatever became of the last operation. */
export function ReturnedBadge({ payment }: { readonly payment: ShownPayment }) {
  const { texts, language } = useView();
  const shown = toReturned(payment);
  if (!shown) return null;
  const { is, returned, total } = shown;
  const money = (centavos: number) => toMoney(centavos, language);
  const part =
    returned !== undefined &&
    (total === undefined ? money(returned) : texts.ofTotal(money(returned), money(total)));
  return (
    <span class={`badge ${RETURNED_TONES[is]}`}>
      {is === 'partially_refunded' && part ? `${texts.returnedWords[is]}: ${part}` : texts.returnedWords[is]}
    </span>
  );
}
