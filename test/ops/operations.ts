import type { OperationView } from '../../ops/answers.ts';

/** An operation that waits for a person, as the API shows it. */
export function toOperation(provider: string, number: number, about: object = {}): OperationView {
  return {
    id: `op_${String(number).padStart(26, '0')}`,
    ...{ merchantId: 'loja-1', provider, paymentId: `pay-${number}` },
    ...{ state: 'manual_review', outcome: 'unknown', attempts: 2 },
    createdAt: '2026-11-21T10:00:00-03:00',
    problem: null,
    ...about,
  };
}
