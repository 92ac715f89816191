import { DUE_SHARDS, dueShards } from '../../../shared/operation/save.ts';
import { PRICED, PRICES, type Priced } from './prices.ts';

/** One cancellation at LetPay, accepted first, and found done by one later inquiry of the sweeper. */
export const ASSUMED = {
  providerMs: 400,
  /** Milliseconds of our own code, in a warm function. */
  ourMs: 20,
  functionGb: 0.5,
  relayGb: 0.25,
  relaySeconds: 0.05,
  /** Kilobytes logged by one invocation, with Lambda's own lines. */
  logKb: 2,
  /**
   * Write units as `npm run bench -- cost` counts them, whatever triggers the cancellation, with the due index, and two
   * for an item above 1 KB, as it is once the answer is stored.
   */
  beginWriteUnits: 8,
  inquiryWriteUnits: 9,
  inquiryReadUnits: 1,
  /** Of those, on the table of sessions: a lease and its release, twice. */
  sessionWriteUnits: 4,
  /** Of those, on the due index: one put, two moves (a delete and a put) at the answer and at the claim, one delete. */
  indexWriteUnits: 6,
  /** Events published: `Processing` and `Succeeded`. */
  events: 2,
  /** Of a workflow: a task, a choice, a wait, and the task and the choice again. */
  transitions: 5,
  /** Operations that one sweep works on in parallel. */
  sweepLanes: 8,
  /** Seconds of a sweep in which it starts inquiries: 29 of the function less 17 for one operation. */
  sweepSeconds: 12,
  sweepPeriodSeconds: 60,
  /** The default throttle of the API: see infra/configuration.ts. */
  throttleRate: 100,
  throttleBurst: 200,
} as const;

export type Trigger = 'HTTP' | 'event' | 'workflow';

export const TRIGGERS: readonly Trigger[] = ['HTTP', 'event', 'workflow'];

/** Milliseconds for which one request to the provider occupies a function and a session. */
const HOLD_MS = ASSUMED.providerMs + ASSUMED.ourMs;

const HOLD_SECONDS = HOLD_MS / 1000;

/** The usage of one cancellation. */
export function quantitiesOf(trigger: Trigger): Readonly<Record<Priced, number>> {
  const { functionGb, relayGb, relaySeconds, sweepLanes, events, logKb } = ASSUMED;
  const inquirySeconds = HOLD_SECONDS / sweepLanes;
  const invocations = 1 + events;
  return {
    httpRequest: trigger === 'HTTP' ? 1 : 0,
    functionRequest: invocations,
    functionGbSecond: (HOLD_SECONDS + inquirySeconds) * functionGb + events * relaySeconds * relayGb,
    writeUnit: ASSUMED.beginWriteUnits + ASSUMED.inquiryWriteUnits,
    readUnit: ASSUMED.inquiryReadUnits,
    busEvent: events + (trigger === 'event' ? 1 : 0),
    // Sent by the bus, received, deleted; in batches it is less.
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

/** Read units of a month of sweeps where nothing is due: half a unit for each empty query. */
export function idleSweepUnits(): number {
  const sweeps = (30 * 24 * 3600) / ASSUMED.sweepPeriodSeconds;
  return sweeps * dueShards('any').length * 0.5;
}

const { beginWriteUnits, inquiryWriteUnits, sessionWriteUnits, indexWriteUnits } = ASSUMED;

/** Write units of one cancellation on the ledger and its index. */
const LEDGER_UNITS = beginWriteUnits + inquiryWriteUnits - sessionWriteUnits;

/** A part of the system, its limit, and how many cancellations a second that allows. */
export type Limit = {
  readonly part: string;
  readonly limit: string;
  readonly perSecond: number;
  readonly knob: string;
};

/** With the default quotas of an account, in a region without larger ones, such as São Paulo. */
export const LIMITS: readonly Limit[] = [
  {
    part: 'one session with one token at a time',
    limit: `held for ${HOLD_SECONDS.toFixed(2)} s`,
    perSecond: 1 / HOLD_SECONDS,
    knob: '`sessions` in the secret (up to 16), or a probe that finds reusable tokens, which are then shared',
  },
  {
    part: 'inquiries of the sweeper, one provider',
    limit: `${ASSUMED.sweepLanes} at a time for ${ASSUMED.sweepSeconds} s of each minute`,
    perSecond: (ASSUMED.sweepLanes * ASSUMED.sweepSeconds) / HOLD_SECONDS / ASSUMED.sweepPeriodSeconds,
    knob: "the provider's notifications, which start an inquiry at once; then parallel sweeps, one for each shard",
  },
  {
    part: 'commands of one provider',
    limit: '2 batches of 5 at once',
    perSecond: 10 / HOLD_SECONDS,
    knob: '`MAX_CONCURRENCY` in `infra/constructs/command-queue.ts`; commands stay in the queue for up to 4 days',
  },
  {
    part: "the stack's own throttle",
    limit: `${ASSUMED.throttleRate} requests a second, ${ASSUMED.throttleBurst} at once`,
    perSecond: ASSUMED.throttleRate,
    knob: '`-c throttleRate=…` and `-c throttleBurst=…` at deployment',
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
    knob: 'warm throughput, set in advance; it grows by itself, at most doubling the previous peak within 30 minutes',
  },
  {
    part: 'targets of the bus',
    limit: '1,100 invocations a second',
    perSecond: 1100,
    knob: 'a quota: Service Quotas, EventBridge; above it commands are delayed, not lost',
  },
  {
    part: 'shards of the due index, one provider',
    limit: `1,000 write units a second in each of ${DUE_SHARDS}`,
    perSecond: (1000 * DUE_SHARDS) / indexWriteUnits,
    knob: '`DUE_SHARDS` in `shared/operation/save.ts`',
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
    knob: 'a quota: Service Quotas, API Gateway; `throttleRate` is a lower limit of this stack',
  },
];

/** What a rate of cancellations a second needs. In whole milliseconds, so that no rounding error adds one. */
export function needsOf(perSecond: number) {
  const heldMs = perSecond * HOLD_MS;
  const environments = Math.ceil(heldMs / 1000);
  return {
    environments,
    /** A function gains 1,000 environments every 10 seconds. */
    secondsToGrow: Math.max(0, Math.ceil(environments / 100) - 10),
    ledgerUnits: perSecond * LEDGER_UNITS,
    shards: Math.ceil((perSecond * indexWriteUnits) / 1000),
    /** With one request at a time for each token: twice the number of requests in flight, so that few wait. */
    sessions: Math.ceil((2 * heldMs) / 1000),
    sweepers: Math.ceil(heldMs / (1000 * ASSUMED.sweepLanes)),
  };
}
