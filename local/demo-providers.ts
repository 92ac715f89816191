import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { Secrets } from './local-stack.ts';
import { LocalStackError } from './local-stack-error.ts';
import { makeCertificate } from './simulators/kit/make-certificate.ts';
import type { ProviderSimulator } from './simulators/kit/provider-simulator.ts';
import { PROJECT_ROOT } from './synthesize.ts';

/** What the built-in merchant has at one provider. */
type Demo = {
  /** What the simulator accepts at login. */
  readonly login: Readonly<Record<string, string>>;
  readonly paymentId: string;
  /** Centavos. */
  readonly amount: number;
};

export const DEMO_MERCHANT = 'loja-1';

export const DEMOS: Readonly<Record<string, Demo>> = {
  letpay: {
    login: { apiKey: 'demo-key', apiSecret: 'demo-secret' },
    paymentId: '8f048623-16c6-47da-aca1-546a16e8fb99',
    amount: 1035,
  },
  sopague: {
    login: { userName: 'demo', password: 'demo-password' },
    paymentId: '020080286103040952150000006201850000000000',
    amount: 1035,
  },
  mercadopago: { login: { accessToken: 'TEST-demo' }, paymentId: '18552260055', amount: 1035 },
  pix: {
    login: {
      psp: 'efi',
      clientId: 'demo',
      clientSecret: 'demo-secret',
      webhookSecret: 'demo-webhook',
      ...makeCertificate(DEMO_MERCHANT),
    },
    paymentId: '7978c0c97ea847e78e8849634473c1f1',
    amount: 1035,
  },
};

/** The secrets of the built-in merchant. */
export const DEMO_SECRETS: Secrets = {
  [DEMO_MERCHANT]: Object.fromEntries(
    Object.entries(DEMOS).map(([id, { login }]) => [id, { ...login, environment: 'sandbox' }]),
  ),
};

/** As much of a provider's simulator as is used here, whichever provider it is. */
export type Simulator = Pick<
  ProviderSimulator,
  | 'certificate'
  | 'close'
  | 'clearFaults'
  | 'expireTokens'
  | 'latencyMs'
  | 'logins'
  | 'next'
  | 'onEvent'
  | 'onMistake'
  | 'received'
  | 'tokenLifetimeMs'
  | 'url'
  | 'tokenModel'
> & {
  readonly rules: object;
  createPayment(payment: { readonly id?: string; readonly amount: number; readonly status?: string }): string;
  /** @throws RangeError where there is none */
  payment(id: string): { readonly status: string; readonly amount: number; readonly effects: number };
  /** Centavos that went back, with refunds made elsewhere; all of a payment that is canceled. */
  returned?(id: string): number;
};

type StartSimulator = (options: {
  readonly accounts?: Readonly<Record<string, unknown>>;
  readonly clock: () => number;
}) => Promise<Simulator>;

const StartSimulator = z.custom<StartSimulator>((value) => typeof value === 'function');

/**
 * Starts `local/simulators/<provider>/simulator.ts`, found by its path, with the merchants' credentials as its accounts and
 * the demo payment in it.
 * @param clock what its time is: milliseconds since 1970
 */
export async function startSimulator(
  provider: string,
  secrets: Secrets,
  clock: () => number,
): Promise<Simulator> {
  const path = join(PROJECT_ROOT, 'local', 'simulators', provider, 'simulator.ts');
  const name = `start${provider.charAt(0).toUpperCase()}${provider.slice(1)}Simulator`;
  if (!existsSync(path))
    throw new LocalStackError(
      `There is no simulator of ${provider}. Give its address with --${provider}-url URL.`,
    );
  const module: Record<string, unknown> = await import(pathToFileURL(path).href);
  const accounts = Object.entries(secrets).flatMap(([merchantId, providers]) =>
    providers[provider] === undefined ? [] : [[merchantId, providers[provider]]],
  );
  const start = StartSimulator.safeParse(module[name]);
  if (!start.success) throw new LocalStackError(`local/simulators/${provider}/simulator.ts has no ${name}.`);
  const simulator = requireWhole(
    await start.data({ ...(accounts.length > 0 && { accounts: Object.fromEntries(accounts) }), clock }),
  );
  const demo = DEMOS[provider];
  if (demo) simulator.createPayment({ id: demo.paymentId, amount: demo.amount });
  return simulator;
}

/** @throws LocalStackError where it lacks what the console shows and changes */
function requireWhole(simulator: Simulator): Simulator {
  if (typeof simulator.rules !== 'object')
    throw new LocalStackError('It has no `rules`: an object of what the pages leave open, or {}.');
  const methods = [simulator.createPayment, simulator.payment, simulator.onEvent];
  if (methods.every((method) => typeof method === 'function')) return simulator;
  throw new LocalStackError('It has no `createPayment`, no `payment`, or is no ProviderSimulator.');
}

/** A line that cancels the demo payment at one provider, to be copied into a shell. */
export function toCurlLine(apiUrl: string, provider: string, region: string, isSigned: boolean): string {
  const url = `${toDemoUrl(apiUrl, provider)}/cancellations`;
  return `curl -i -X POST ${url} -H 'Idempotency-Key: demo-1' -H 'Prefer: wait=5'${toSignature(region, isSigned)}`;
}

/** A line that shows what is known of the demo payment at one provider. */
export function toInquiryLine(apiUrl: string, provider: string, region: string, isSigned: boolean): string {
  return `curl ${toDemoUrl(apiUrl, provider)}${toSignature(region, isSigned)}`;
}

function toDemoUrl(apiUrl: string, provider: string): string {
  return `${apiUrl}/v1/merchants/${DEMO_MERCHANT}/${provider}/payments/${DEMOS[provider]?.paymentId}`;
}

function toSignature(region: string, isSigned: boolean): string {
  return isSigned ? ` --aws-sigv4 aws:amz:${region}:execute-api --user local:local` : '';
}
