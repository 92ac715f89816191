import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  INQUIRY_PAUSES,
  isGrowing,
  LIMIT_RULES,
  type LimitName,
  type Limits,
  parseLimits,
} from '../shared/domain/limits.ts';
import type { EstornoOptions } from './options/estorno-options.ts';
import { refuse } from './options/refuse.ts';

/** What a limit limits, and what a change of it costs. */
type LimitText = { readonly unit: string; readonly reason: string };

export const LIMIT_TEXTS: Readonly<Record<LimitName | 'inquiryPauses', LimitText>> = {
  attemptsPerOperation: {
    unit: 'requests',
    reason:
      'Requests of one operation that could take effect twice. Each is sent only after the settlement period of the one ' +
      'before, and only where an inquiry shows nothing of it; more of them delay the decision of a person.',
  },
  inquiryDays: {
    unit: 'days',
    reason:
      'How long after the last request inquiries go on, before a person has to record the outcome. Providers settle ' +
      'within five days; with less than two, the longest settlement period (a day) might not be over.',
  },
  unsentHours: {
    unit: 'hours',
    reason:
      'How long an operation of which nothing could be sent is tried, and a request that is harmless to repeat is repeated. ' +
      'Long enough for an outage overnight; after that a cancellation would surprise its caller.',
  },
  operationsPerPayment: {
    unit: 'operations',
    reason:
      'Operations on one payment that sent something. All of them are in one item, of which DynamoDB takes 400 kB: one ' +
      'needs up to 8 kB with its trail. Operations that sent nothing make room, up to 256 of them; their keys stay used.',
  },
  sessionsPerAccount: {
    unit: 'sessions',
    reason:
      'Sessions at once with one account of a provider whose tokens rotate, where its secret sets no number. One is right in ' +
      'every case; more only where a probe has shown that the account may hold them.',
  },
  waitSeconds: {
    unit: 'seconds',
    reason:
      'The longest wait that a caller gets with `Prefer: wait`. A function ends after 29 seconds, and needs six of them ' +
      'for a last inquiry and the answer. 0: no caller waits.',
  },
  inquiryPauses: {
    unit: 'seconds',
    reason:
      'Pauses between inquiries about one operation, and between tries to send it; after the last, every hour. Short at ' +
      'first, because most outcomes are known within seconds; growing, because providers limit requests. None may be shorter ' +
      'than the one before.',
  },
};

/** Why logs are not kept for ever. */
export const LOG_RETENTION_REASON =
  'How long every log of the stack is kept. A month is enough to follow up a complaint; what happened to an operation is in ' +
  'the ledger, without an end.';

/** The names of the numbers, each an option. */
const NUMBERS = Object.keys(LIMIT_RULES) as readonly LimitName[];

/** The options of the limits: see shared/domain/limits.ts. */
export type LimitOptionName = LimitName | 'inquiryPauses';

const LIMIT_OPTIONS: readonly LimitOptionName[] = [...NUMBERS, 'inquiryPauses'];

/** The options that hold for this machine's stack too. */
export const LIMIT_NAMES: readonly string[] = [...LIMIT_OPTIONS, 'logRetentionDays'];

export const STANDARD_LOG_RETENTION_DAYS = RetentionDays.ONE_MONTH;

/** A limit as text; what is no whole number is refused with the bounds and the reason. */
export function readLimit(text: string, name: LimitName): number {
  return /^\d{1,6}$/.test(text) ? Number(text) : refuseLimit(name, text);
}

/** Pauses as text, separated by commas. */
export function readPauses(text: string): readonly number[] {
  const parts = text.split(',').map((part) => part.trim());
  return parts.every((part) => /^\d{1,4}$/.test(part)) ? parts.map(Number) : refusePauses(text);
}

/** @throws UsageError with the limit that is out of its bounds, the bounds and the reason */
export function checkLimits(options: EstornoOptions): void {
  for (const name of NUMBERS) {
    const value = options[name];
    const { least, most } = LIMIT_RULES[name];
    if (value !== undefined && !isWithin(value, least, most)) refuseLimit(name, value);
  }
  const { inquiryPauses: pauses } = options;
  const { leastValues, mostValues, least, most } = INQUIRY_PAUSES;
  if (pauses === undefined) return;
  const isEach = pauses.every((pause) => isWithin(pause, least, most));
  if (!isEach || !isGrowing(pauses) || !isWithin(pauses.length, leastValues, mostValues))
    refusePauses(pauses.join());
}

/** The limits with their defaults, and the options that are no limits. */
export function toLimits(options: EstornoOptions): {
  readonly limits: Limits;
  readonly others: Omit<EstornoOptions, LimitOptionName>;
} {
  const isLimit = ([name]: readonly [string, unknown]) => LIMIT_OPTIONS.some((each) => each === name);
  const entries = Object.entries(options);
  return {
    limits: parseLimits(JSON.stringify(Object.fromEntries(entries.filter(isLimit)))),
    others: Object.fromEntries(entries.filter((each) => !isLimit(each))),
  };
}

function isWithin(value: number, least: number, most: number): boolean {
  return Number.isInteger(value) && value >= least && value <= most;
}

function refuseLimit(name: LimitName, value: unknown): never {
  const { least, most } = LIMIT_RULES[name];
  const { unit, reason } = LIMIT_TEXTS[name];
  return refuse(name, value, `Use a whole number of ${unit} from ${least} to ${most}. ${withoutDot(reason)}`);
}

function refusePauses(text: string): never {
  const { leastValues, mostValues, least, most } = INQUIRY_PAUSES;
  return refuse(
    'inquiryPauses',
    text,
    `Use ${leastValues} to ${mostValues} whole numbers from ${least} to ${most}, separated by commas. ` +
      withoutDot(LIMIT_TEXTS.inquiryPauses.reason),
  );
}

function withoutDot(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
