import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import type { ContractRow } from '../contract-row.ts';
import { toCall, toOperation } from '../harness.ts';
import { setScene } from '../scene.ts';

/** Credentials that were refused lock out themselves, and not those that replace them. */
export function testLockOut<C extends BaseCredentials>(
  row: ContractRow<C>,
  sent: { readonly received: number; readonly effects: number },
): void {
  test('a lock-out is of one secret: another one is tried at once', async (t) => {
    const { provider, harness, cancel, assertSent, paymentId } = await setScene(t, row);
    provider.setCredentials(row.rotated);
    await cancel();
    const account = { ...harness.account, credentials: row.rotated, secretVersion: 'v2' };
    const { operation, context } = toOperation(row.connector.id, { paymentId, ...row.command });
    const hold = harness.sessions.open(account, toCall());

    const answer = await row.connector.cancel(operation, context, (request) => hold.send(request));
    await hold.close();

    assert.equal(answer.is, row.prompt);
    assertSent(sent);
  });
}
