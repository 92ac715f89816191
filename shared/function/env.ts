import { parseLimits } from '../domain/limits.ts';

/** The only reader of `process.env`. */

function required(name: string): string {
  const value = process.env[name];
  if (!value)
    throw new Error(`The environment variable ${name} is not set; the stack sets it on every function.`);
  return value;
}

/** The environment of a provider's function. Read once, at its cold start. */
export function readProviderEnv(provider: string) {
  return {
    ledgerTable: required('LEDGER_TABLE'),
    sessionsTable: required('SESSIONS_TABLE'),
    /** Unset when deployed. Where set, it takes the place of the provider's documented base. */
    baseUrl: process.env[`${provider.toUpperCase()}_URL`] || undefined,
    /**
     * Addresses from which notifications are accepted, separated by commas; the function of operators has those of
     * each provider under its name. Unset: those that the provider publishes.
     */
    notifyFrom: (process.env.NOTIFY_FROM ?? process.env[`${provider.toUpperCase()}_NOTIFY_FROM`])?.split(','),
    /** @throws Error where one is out of its bounds */
    limits: parseLimits(process.env.LIMITS),
    /** Set where callers bring tokens: the claim that names the merchants for whom they may act. */
    merchantClaim: process.env.JWT_MERCHANT_CLAIM || undefined,
    /** How many requests may wait at once; unset: there is no bound. */
    mostWaits: process.env.WAITING_REQUESTS ? Number(process.env.WAITING_REQUESTS) : undefined,
  };
}

/** Where commands come from and what becomes of refused ones; undefined in a deployment without a bus. */
export function readCommandsEnv() {
  const { COMMANDS_DLQ_URL: deadLettersUrl, EVENT_BUS_NAME: busName } = process.env;
  if (!deadLettersUrl || !busName) return undefined;
  return { deadLettersUrl, busName, maxReceives: Number(required('COMMANDS_MAX_RECEIVES')) };
}

/** Where a provider's function leaves inquiries to itself; undefined in a deployment without a queue. */
export function readInquiriesEnv() {
  const { INQUIRIES_URL: queueUrl } = process.env;
  return queueUrl ? { queueUrl } : undefined;
}

/** Where changes of the ledger are relayed to: the bus, the flow of refunds, and the queue of what cannot be published. */
export function readRelayEnv() {
  return {
    busName: required('EVENT_BUS_NAME'),
    flowArn: required('REFUND_FLOW_ARN'),
    deadLettersUrl: required('RELAY_DLQ_URL'),
  };
}

/** The stage of the stack: see domain/stage.ts. Unset in the stack without one. */
export function readStage(): string | undefined {
  return process.env.STAGE || undefined;
}

/** The trace of the present invocation, which the runtime changes with each. */
export function readTraceId(): string | undefined {
  return /Root=([^;]+)/.exec(process.env._X_AMZN_TRACE_ID ?? '')?.[1];
}

/** The providers that the stack has routes for. */
export function readApiEnv() {
  return { providers: required('PROVIDERS').split(',') };
}

/** Where the events of a function come from. Unset in a deployment without an HTTP API or a bus. */
export function readEventSources() {
  return {
    apiIds: process.env.HTTP_API_ID?.split(','),
    queueArn: process.env.COMMANDS_QUEUE_ARN || undefined,
  };
}
