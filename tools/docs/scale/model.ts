import { DUE_SHARDS } from '../../../shared/domain/payment.ts';
import { PRICED, PRICES, type Priced } from './prices.ts';

/** One cancellation at LetPay, accepted first and found done by one later look of the sweeper. */
export const ASSUMED = {
  providerMs: 400,
  /** Of our own, with a warm function. */
  ourMs: 20,
  functionGb: 0.5,
  relayGb: 0.25,
  relaySeconds: 0.05,
  /** Kilobytes logged by one invocation, Lambda's own lines too. */
  logKb: 2,
  /**
   * Write units as `npm run bench -- cost` counts them, whatever triggers the cancellation: the due index too, and two
   * for an item that has grown beyond 1 KB, as it has when the answer is written down.
   */
  beginWriteUnits: 8,
  lookWriteUnits: 9,
  lookReadUnits: 1,
  /** Of those, on the table of sessions: a lease and its return, twice. */
  sessionWriteUnits: 4,
  /** Of those, on the due index: put; moved at the answer and at the claim, which is a delete and a put; deleted. */
  indexWriteUnits: 6,
  /** What is told: that it is processing, and that it succeeded. */
  events: 2,
  /** A workflow's task, a choice, a wait, and the task and the choice again. */
  transitions: 5,
  /** Operations that one sweep looks at side by side. */
  sweepLanes: 8,
  /** Seconds of a sweep in which it begins looks: 29 of the function less 17 for one operation to end. */
  sweepSeconds: 12,
  sweepPeriodSeconds: 60,
  /** What the stack lets its API take, unless it is deployed with more: see infra/configuration.ts. */
  throttleRate: 100,
  throttleBurst: 200,
} as const;

export type Trigger = 'HTTP' | 'event' | 'workflow';

export const TRIGGERS: readonly Trigger[] = ['HTTP', 'event', 'workflow'];

/** For which a function, and a session, is held by one request to the provider. */
const HOLD_MS = ASSUMED.providerMs + ASSUMED.ourMs;

const HOLD_SECONDS = HOLD_MS / 1000;

/** How much of each is used for one cancellation. */
export function quantitiesOf(trigger: Trigger): Readonly<Record<Priced, number>> {
  const { functionGb, relayGb, relaySeconds, sweepLanes, events, logKb } = ASSUMED;
  const tells = events;
  const lookSeconds = HOLD_SECONDS / sweepLanes;
  const invocations = 1 + tells;
  return {
    httpRequest: trigger === 'HTTP' ? 1 : 0,
    functionRequest: invocations,
    functionGbSecond: (HOLD_SECONDS + lookSeconds) * functionGb + tells * relaySeconds * relayGb,
    writeUnit: ASSUMED.beginWriteUnits + ASSUMED.lookWriteUnits,
    readUnit: ASSUMED.lookReadUnits,
    busEvent: events + (trigger === 'event' ? 1 : 0),
    // Sent by the bus, received, deleted; a batch would make it less.
    queueRequest: trigger === 'event' ? 3 : 0,
    stateTransition: trigger === 'workflow' ? ASSUMED.transitions : 0,
    logGb: (invocations * logKb) / 1024 ** 2,
  };
}

/** Dollars for a million cancellations, by part; null where a price is not known. */
export function costsOf(trigger: Trigger, region: keyof typeof PRICES): ReadonlyMap<Priced, number | null> {
  const quantities = quantitiesOf(trigger);
  return new Map(
    PRICED.map((name) => {
      const { dollars } = PRICES[region][name];
      return [name, dollars === null ? null : quantities[name] * 1e6 * dollars];
    }),
  );
}

/** What a month of sweeping costs in read units when nothing is due: half a unit for each empty query. */
export function idleSweepUnits(): number {
  const sweeps = (30 * 24 * 3600) / ASSUMED.sweepPeriodSeconds;
  return sweeps * DUE_SHARDS * 0.5;
}

const { beginWriteUnits, lookWriteUnits, sessionWriteUnits, indexWriteUnits } = ASSUMED;

/** Write units of one cancellation on the ledger and its index. */
const LEDGER_UNITS = beginWriteUnits + lookWriteUnits - sessionWriteUnits;

/** A part with a limit: how many cancellations a second it bears. */
export type Limit = {
  readonly part: string;
  readonly limit: string;
  readonly perSecond: number;
  readonly knob: string;
};

/** In regions that have no larger quota of their own, as São Paulo, with every quota as an account begins. */
export const LIMITS: readonly Limit[] = [
  {
    part: 'one session with one token at a time',
    limit: `held for ${HOLD_SECONDS.toFixed(2)} s`,
    perSecond: 1 / HOLD_SECONDS,
    knob: '`sessions` in the secret (up to 16), or a probe that finds S1: then tokens are shared',
  },
  {
    part: 'looks of the sweeper, one provider',
    limit: `${ASSUMED.sweepLanes} at a time for ${ASSUMED.sweepSeconds} s of each minute`,
    perSecond: (ASSUMED.sweepLanes * ASSUMED.sweepSeconds) / HOLD_SECONDS / ASSUMED.sweepPeriodSeconds,
    knob: "the provider's notifications, which look at once; then more sweeps side by side, a shard each",
  },
  {
    part: 'commands of one provider',
    limit: '5 batches of 5 at once',
    perSecond: 25 / HOLD_SECONDS,
    knob: '`MAX_CONCURRENCY` in `infra/constructs/command-queue.ts`; what waits is safe in the queue for 4 days',
  },
  {
    part: "the stack's own throttle",
    limit: `${ASSUMED.throttleRate} requests a second, ${ASSUMED.throttleBurst} at once`,
    perSecond: ASSUMED.throttleRate,
    knob: '`-c throttleRate=…` and `-c throttleBurst=…` at the deployment',
  },
  {
    part: 'state transitions',
    limit: '500 a second, 800 in a burst',
    perSecond: 500 / ASSUMED.transitions,
    knob: 'a quota: Service Quotas, Step Functions',
  },
  {
    part: 'StartExecution (refunds)',
    limit: '150 a second, 800 in a burst',
    perSecond: 150,
    knob: 'the same',
  },
  {
    part: 'a new ledger table',
    limit: '4,000 write units a second at first',
    perSecond: 4000 / LEDGER_UNITS,
    knob: 'warm throughput, set ahead; by itself it doubles with each peak in 30 minutes',
  },
  {
    part: 'targets of the bus',
    limit: '1,100 invocations a second',
    perSecond: 1100,
    knob: 'a quota: Service Quotas, EventBridge; above it commands come late, and are not lost',
  },
  {
    part: 'shards of the due index, one provider',
    limit: `1,000 write units a second in each of ${DUE_SHARDS}`,
    perSecond: (1000 * DUE_SHARDS) / indexWriteUnits,
    knob: '`DUE_SHARDS` in `shared/domain/payment.ts`',
  },
  {
    part: 'Lambda',
    limit: '1,000 environments in the account',
    perSecond: 1000 / HOLD_SECONDS,
    knob: 'a quota: Service Quotas, Lambda; then 1,000 more every 10 s for each function',
  },
  {
    part: 'the ledger table and its index',
    limit: '40,000 write units a second for a table',
    perSecond: 40_000 / LEDGER_UNITS,
    knob: 'a quota: Service Quotas, DynamoDB',
  },
  {
    part: 'HTTP API',
    limit: '10,000 requests a second in the account',
    perSecond: 10_000,
    knob: 'a quota: Service Quotas, API Gateway; `throttleRate` limits ours below it',
  },
];

/** What so many cancellations a second need. Whole milliseconds, so that nothing is rounded up for a last digit. */
export function needsOf(perSecond: number) {
  const heldMs = perSecond * HOLD_MS;
  const environments = Math.ceil(heldMs / 1000);
  return {
    environments,
    /** From none: a function gains 1,000 every 10 seconds. */
    secondsToGrow: Math.max(0, Math.ceil(environments / 100) - 10),
    ledgerUnits: perSecond * LEDGER_UNITS,
    shards: Math.ceil((perSecond * indexWriteUnits) / 1000),
    /** With one token in one request at a time: as many as are out, and as many again so that few wait. */
    sessions: Math.ceil((2 * heldMs) / 1000),
    sweepers: Math.ceil(heldMs / (1000 * ASSUMED.sweepLanes)),
  };
}
