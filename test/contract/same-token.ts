import assert from 'node:assert/strict';
import type { SharedTurn, StoredToken } from '../../shared/ports/session-store.ts';

/** Equality of tests does not read secrets. */
export function assertSameToken(actual: StoredToken | undefined, expected: StoredToken): void {
  assert.deepEqual(
    [actual?.token.reveal(), actual?.expiresAt, actual?.secretVersion],
    [expected.token.reveal(), expected.expiresAt, expected.secretVersion],
  );
}

export function toToken(turn: SharedTurn): StoredToken | undefined {
  return turn.is === 'token' ? turn.token : undefined;
}
