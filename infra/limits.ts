import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  INQUIRY_PAUSES,
  isGrowing,
  LIMIT_RULES,
  type LimitName,
  type Limits,
  STANDARD_LIMITS,
} from '../shared/domain/limits.ts';
import { UsageError } from '../tools/script.ts';

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
      'needs up to 8 kB with its trail.',
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

/** The names of the numbers, each a context value. */
const NUMBERS = Object.keys(LIMIT_RULES) as readonly LimitName[];

/** The context values of the limits: see shared/domain/limits.ts. */
export const LIMIT_NAMES = [...NUMBERS, 'inquiryPauses', 'logRetentionDays'] as const;

export type LimitContextName = (typeof LIMIT_NAMES)[number];

export const STANDARD_LOG_RETENTION_DAYS = RetentionDays.ONE_MONTH;

/** How long CloudWatch can keep logs, in days. */
const RETENTIONS: readonly RetentionDays[] = Object.values(RetentionDays).filter(
  (days): days is RetentionDays => typeof days === 'number' && days !== RetentionDays.INFINITE,
);

export type LimitConfiguration = {
  /** What the functions of the providers keep to. */
  readonly limits: Limits;
  /** How long every log of the stack is kept. */
  readonly logRetentionDays: RetentionDays;
};

/** @throws UsageError with the wrong context value, its bounds and its reason */
export function readLimits(read: (name: LimitContextName) => string): LimitConfiguration {
  const numbers = NUMBERS.flatMap((name) => {
    const text = read(name);
    return text === '' ? [] : [[name, readNumber(name, text)] as const];
  });
  const pauses = readPauses(read('inquiryPauses'));
  return {
    limits: {
      ...STANDARD_LIMITS,
      ...Object.fromEntries(numbers),
      ...(pauses && { inquiryPauses: pauses }),
    },
    logRetentionDays: readRetention(read('logRetentionDays')),
  };
}

function readNumber(name: LimitName, text: string): number {
  const { least, most } = LIMIT_RULES[name];
  const { unit, reason } = LIMIT_TEXTS[name];
  const value = Number(text);
  if (/^\d{1,6}$/.test(text) && value >= least && value <= most) return value;
  throw new UsageError(
    `The context value ${name} is "${text}". It must be a whole number of ${unit} from ${least} to ${most}. ${reason}`,
  );
}

function readPauses(text: string): readonly number[] | undefined {
  if (text === '') return undefined;
  const { leastValues, mostValues, least, most } = INQUIRY_PAUSES;
  const parts = text.split(',').map((part) => part.trim());
  const pauses = parts.map(Number);
  const isEach = parts.every(
    (part) => /^\d{1,4}$/.test(part) && Number(part) >= least && Number(part) <= most,
  );
  if (isEach && isGrowing(pauses) && pauses.length >= leastValues && pauses.length <= mostValues)
    return pauses;
  throw new UsageError(
    `The context value inquiryPauses is "${text}". It must be ${leastValues} to ${mostValues} whole numbers from ${least} to ` +
      `${most}, separated by commas. ${LIMIT_TEXTS.inquiryPauses.reason}`,
  );
}

function readRetention(text: string): RetentionDays {
  if (text === '') return STANDARD_LOG_RETENTION_DAYS;
  const days = RETENTIONS.find((known) => String(known) === text);
  if (days !== undefined) return days;
  throw new UsageError(
    `The context value logRetentionDays is "${text}". It must be a number of days that CloudWatch offers: ` +
      `${RETENTIONS.join(', ')}. ${LOG_RETENTION_REASON}`,
  );
}
