import type { TestContext } from 'node:test';
import { type Credentials, credentialsSchema } from '../../functions/mercadopago/credentials.ts';
import type { MercadopagoRules } from '../../local/simulators/mercadopago/simulator.ts';
import type { Operation } from '../../shared/operation/operation.ts';
import { problemOf } from '../../shared/operation/view.ts';
import { mercadopagoRow, startMercadopago } from './rows/mercadopago.ts';
import { setScene } from './scene.ts';

type Trap = {
  readonly method?: 'void' | 'refund';
  readonly rules?: Partial<MercadopagoRules>;
  readonly secret?: Readonly<Record<string, string>>;
  /** The account at the provider. @default that of the secret, of test mode */
  readonly account?: { readonly accessToken: string; readonly environment?: string };
};

export async function setTrap(t: TestContext, { method = 'refund', ...trap }: Trap) {
  const simulator = await startMercadopago();
  const accessToken = trap.account?.accessToken ?? trap.secret?.accessToken ?? 'TEST-1';
  const credentials: Credentials = credentialsSchema.parse({
    accessToken,
    environment: 'sandbox',
    ...trap.secret,
  });
  const row = { ...mercadopagoRow, credentials, start: async () => simulator };
  const scene = await setScene(t, row, { method });
  simulator.setAccount({ accessToken, ...trap.account });
  Object.assign(simulator.rules, trap.rules);
  return { scene, simulator, paymentId: scene.paymentId };
}

export const codeOf = (operation: Operation) => problemOf(operation)?.code;
