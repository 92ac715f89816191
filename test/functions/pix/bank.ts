import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Credentials } from '../../../functions/pix/credentials.ts';
import type { PixRules } from '../../../local/simulators/pix/simulator.ts';
import type { Operation } from '../../../shared/operation/operation.ts';
import { problemOf } from '../../../shared/operation/view.ts';
import { pixRow, startPix } from '../../contract/rows/pix.ts';
import { type Scene, setScene } from '../../contract/scene.ts';

export type Bank = Awaited<ReturnType<typeof startPix>>;
export type Set = { readonly scene: Scene<Credentials>; readonly bank: Bank };

/** A bank with these rules, a paid Pix there, and one process of ours. */
export async function setBank(
  t: TestContext,
  rules: Partial<PixRules> = {},
  options: Parameters<typeof setScene<Credentials>>[2] = {},
): Promise<Set> {
  let bank: Bank | undefined;
  const start = async () => {
    bank = await startPix();
    Object.assign(bank.rules, rules);
    return bank;
  };
  const scene = await setScene(t, { ...pixRow, start }, { method: 'refund', ...options });
  assert.ok(bank);
  return { scene, bank };
}

export function assertState(operation: Operation, state: Operation['state']): void {
  assert.equal(operation.state, state, JSON.stringify(problemOf(operation)));
}
