import type { TestContext } from 'node:test';
import { letpayAuth } from '../../../functions/letpay/auth.ts';
import { type Credentials, credentialsSchema } from '../../../functions/letpay/credentials.ts';
import {
  type LetpaySimulator,
  type LetpaySimulatorOptions,
  startLetpaySimulator,
} from '../../../local/simulators/letpay/simulator.ts';
import type { ProviderRequest } from '../../../shared/ports/exchange.ts';
import { createMemorySessionStores, type MemorySessionStores } from '../../contract/memory-session-stores.ts';
import { createVault, type ProcessOptions, type SessionProcess, startProcess } from './session-process.ts';
import { createVirtualTime, type VirtualTime } from './virtual-time.ts';

export const CREDENTIALS = toCredentials('demo');

export const SLOT = 'loja-1#letpay#0';

/** `demo` is the pair that the simulator knows. */
export function toCredentials(name: string): Credentials {
  return credentialsSchema.parse({
    apiKey: `${name}-key`,
    apiSecret: `${name}-secret`,
    environment: 'sandbox',
  });
}

export type LetpayProcesses = {
  readonly provider: LetpaySimulator;
  readonly stores: MemorySessionStores;
  readonly time: VirtualTime;
  /** One more process over the same stores. */
  start(options?: Partial<ProcessOptions<Credentials>>): SessionProcess;
  newPayment(): string;
  /** A request that moves money, of a payment of its own. */
  newCancel(): ProviderRequest;
  /** An inquiry about a payment of its own. */
  newRead(): ProviderRequest;
};

/** LetPay on loopback, and processes that share one store of sessions. */
export async function startLetpayProcesses(
  t: TestContext,
  options: LetpaySimulatorOptions = {},
): Promise<LetpayProcesses> {
  const provider = await startLetpaySimulator(options);
  t.after(() => provider.close());
  const stores = createMemorySessionStores();
  const about = { auth: letpayAuth, provider: 'letpay', baseUrl: provider.url, stores };
  const newPayment = () => provider.createPayment({ amount: 1000 });
  return {
    provider,
    stores,
    time: createVirtualTime(),
    start: (more) => startProcess({ ...about, vault: createVault(CREDENTIALS), ...more }),
    newPayment,
    newCancel: () => toCancel(newPayment()),
    newRead: () => ({ method: 'GET', path: `/payment/${newPayment()}` }),
  };
}

export function toCancel(paymentId: string): ProviderRequest {
  const headers = { 'content-type': 'application/json' };
  return { method: 'POST', path: `/payment/${paymentId}/cancel`, headers, body: '{}', movesMoney: true };
}
