import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as z from 'zod';
import type { ProviderSimulator } from '../../shared/simulator/provider-simulator.ts';
import type { Secrets } from './local-stack.ts';
import { LocalStackError } from './local-stack-error.ts';
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
  | 'close'
  | 'clearFaults'
  | 'expireTokens'
  | 'latencyMs'
  | 'logins'
  | 'next'
  | 'onEvent'
  | 'received'
  | 'tokenLifetimeMs'
  | 'url'
  | 'world'
> & {
  readonly rules: object;
  createPayment(payment: { readonly id?: string; readonly amount: number; readonly status?: string }): string;
  /** @throws RangeError where there is none */
  payment(id: string): { readonly status: string; readonly amount: number; readonly effects: number };
};

type StartSimulator = (options: {
  readonly accounts?: Readonly<Record<string, unknown>>;
  readonly clock: () => number;
}) => Promise<Simulator>;

const StartSimulator = z.custom<StartSimulator>((value) => typeof value === 'function');

/**
 * Starts `functions/<provider>/simulator.ts`, found by its path, with the merchants' credentials as its accounts and
 * the demo payment in it.
 * @param clock what its time is: milliseconds since 1970
 */
export async function startSimulator(
  provider: string,
  secrets: Secrets,
  clock: () => number,
): Promise<Simulator> {
  const path = join(PROJECT_ROOT, 'functions', provider, 'simulator.ts');
  const name = `start${provider.charAt(0).toUpperCase()}${provider.slice(1)}Simulator`;
  if (!existsSync(path))
    throw new LocalStackError(
      `There is no simulator of ${provider}. Give its address with --${provider}-url URL.`,
    );
  const module: Record<string, unknown> = await import(pathToFileURL(path).href);
  const accounts = Object.entries(secrets).flatMap(([merchantId, providers]) =>
    providers[provider] === undefined ? [] : [[merchantId, providers[provider]]],
  );
  const simulator = await StartSimulator.parse(module[name])({
    ...(accounts.length > 0 && { accounts: Object.fromEntries(accounts) }),
    clock,
  });
  const demo = DEMOS[provider];
  if (demo) simulator.createPayment({ id: demo.paymentId, amount: demo.amount });
  return simulator;
}

/** A line that cancels the demo payment at one provider, to be copied into a shell. */
export function toCurlLine(apiUrl: string, provider: string, region: string, isSigned: boolean): string {
  const url = `${toDemoUrl(apiUrl, provider)}/cancellations`;
  return `curl -i -X POST ${url} -H 'Idempotency-Key: demo-1' -H 'Prefer: wait=5'${toSignature(region, isSigned)}`;
}

/** A line that shows what is known of the demo payment at one provider. */
export function toLookLine(apiUrl: string, provider: string, region: string, isSigned: boolean): string {
  return `curl ${toDemoUrl(apiUrl, provider)}${toSignature(region, isSigned)}`;
}

function toDemoUrl(apiUrl: string, provider: string): string {
  return `${apiUrl}/v1/merchants/${DEMO_MERCHANT}/${provider}/payments/${DEMOS[provider]?.paymentId}`;
}

function toSignature(region: string, isSigned: boolean): string {
  return isSigned ? ` --aws-sigv4 aws:amz:${region}:execute-api --user local:local` : '';
}
