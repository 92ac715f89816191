import type { Operation } from '../../shared/domain/operation.ts';

/** An operation in some state, as the ledger keeps it. */
export function newOperation(state: Operation['state']): Operation {
  return {
    ...{
      id: 'op_6c1f0b7a2d9e4f3b8a5c0d1e2f',
      kind: 'cancellation',
      way: 'void',
      keyHash: '',
      fingerprint: '',
    },
    ...{ state, trigger: 'http', createdAt: 0, updatedAt: 0, looks: 0, attempts: 1 },
  };
}
