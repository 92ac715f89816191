import type { TestContext } from 'node:test';
import { letpay } from '../../../functions/letpay/connector.ts';
import { type Credentials, credentialsSchema } from '../../../functions/letpay/wire.ts';
import {
  type LetpaySimulator,
  type LetpaySimulatorOptions,
  startLetpaySimulator,
} from '../../../local/simulators/letpay/simulator.ts';
import type { Call, Hold } from '../../../shared/sessions/session.ts';
import { createHarness, type Harness, type HarnessOptions, toCall } from '../../contract/harness.ts';
import { createMemorySessionStores, type MemorySessionStores } from '../../contract/memory-session-stores.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

export const CREDENTIALS = credentialsSchema.parse({
  apiKey: 'demo-key',
  apiSecret: 'demo-secret',
  environment: 'sandbox',
});

export const SLOT = 'loja-1#letpay#0';

export type LetpayProcesses = {
  readonly provider: LetpaySimulator;
  readonly stores: MemorySessionStores;
  readonly time: VirtualTime;
  /** One more process over the same store. */
  start(options?: Partial<HarnessOptions<Credentials>>): Harness<Credentials>;
  /** A session held by a process, and not yet used. */
  open(by: Harness<Credentials>): Hold;
  newPayment(): string;
};

/** LetPay on loopback, and processes that share one store of sessions. */
export async function startLetpayProcesses(
  t: TestContext,
  options: LetpaySimulatorOptions = {},
): Promise<LetpayProcesses> {
  const provider = await startLetpaySimulator(options);
  t.after(() => provider.close());
  const stores = createMemorySessionStores();
  const time = createVirtualTime();
  const call = (): Call => toCall({ deadline: time.clock() + 29_000 });
  return {
    provider,
    stores,
    time,
    start: (more) =>
      createHarness(letpay, { baseUrl: provider.url, credentials: CREDENTIALS, stores, ...more }),
    open: (by) => by.sessions.open(by.account, call()),
    newPayment: () => provider.createPayment({ amount: 1000 }),
  };
}
