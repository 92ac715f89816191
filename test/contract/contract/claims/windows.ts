import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { endOf } from '../../../../shared/domain/windows.ts';
import type { CapabilityWindow } from '../../../../shared/provider/capabilities.ts';
import type { BaseCredentials } from '../../../../shared/provider/connector.ts';
import { PAYMENT_STATUSES } from '../../../../shared/provider/payment-snapshot.ts';
import type { ContractRow } from '../../contract-row.ts';
import { setScene } from '../../scene.ts';

type Way = 'cancel' | 'refund';

/** Milliseconds before a window's end, or after it, at which a simulator is asked. */
const NEAR_MS = 60_000;

/** 13:02 in São Paulo, on a day that has nothing special. */
const STARTED_AT = Date.parse('2026-03-10T13:02:00-03:00');

/** The connector closes it when the span is over and by that rule; so does the provider, where its simulator applies it. */
export async function showWindow<C extends BaseCredentials>(
  t: TestContext,
  row: ContractRow<C>,
  { way, window }: { readonly way: Way; readonly window: CapabilityWindow },
): Promise<void> {
  const shown = row.windows[window.rule];
  assert.ok(shown, `the row's \`windows\` says when ${window.rule} begins: add it`);
  const { closing } = row.connector.windows(shown.clocks(STARTED_AT), shown.status)[way];
  const closesAt = endOf(window.span, STARTED_AT);
  assert.deepEqual([closing?.rule, closing?.closesAt], [window.rule, closesAt]);
  assert.equal(closing?.basis, window.basis);
  if (!shown.create) return;

  for (const [at, effects] of [[closesAt - NEAR_MS, 1] as const, [closesAt + NEAR_MS, 0] as const]) {
    const scene = await setScene(t, row, { method: way === 'cancel' ? 'void' : 'refund' });
    scene.provider.setClock(new Date(STARTED_AT));
    const paymentId: string = shown.create(scene.provider, STARTED_AT);
    scene.provider.setClock(new Date(at));

    await scene.harness.attempt({ ...scene.wanted(), paymentId });

    assert.equal(scene.provider.effects(paymentId), effects, `at ${new Date(at).toISOString()}`);
  }
}

/** Whatever is known of a payment's clocks, no rule closes it that the capabilities do not name. */
export function showNoOtherWindows<C extends BaseCredentials>(row: ContractRow<C>, way: Way): void {
  const named = row.capabilities[way].windows.map(({ rule }) => rule);
  const at = STARTED_AT;
  const all = { createdAt: at, expiresAt: at, capturedAt: at, paidAt: at };
  const methods = Object.values(row.windows).map(({ clocks }) => clocks(at).method);
  for (const method of [undefined, ...methods])
    for (const status of [undefined, ...PAYMENT_STATUSES]) {
      const { closing } = row.connector.windows({ ...all, ...(method && { method }) }, status)[way];
      if (closing) assert.ok(named.includes(closing.rule), `${closing.rule} is in no capability`);
    }
  assert.equal(row.connector.windows({}, undefined)[way].closing, undefined);
}
