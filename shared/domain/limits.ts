import * as z from 'zod/mini';

/** The bounds of a limit that a deployment may set; within them the guarantees hold. What each is for: infra/limits.ts. */
type LimitRule = {
  /** Where the deployment sets none. */
  readonly standard: number;
  readonly least: number;
  readonly most: number;
};

/** Whole numbers, by the context value that sets them. */
export const LIMIT_RULES = {
  attemptsPerOperation: { standard: 3, least: 1, most: 10 },
  inquiryDays: { standard: 6, least: 2, most: 30 },
  unsentHours: { standard: 24, least: 1, most: 168 },
  operationsPerPayment: { standard: 32, least: 1, most: 48 },
  sessionsPerAccount: { standard: 1, least: 1, most: 16 },
  waitSeconds: { standard: 20, least: 0, most: 22 },
} as const satisfies Readonly<Record<string, LimitRule>>;

export type LimitName = keyof typeof LIMIT_RULES;

/** Seconds between inquiries, and between tries to send: after the last, every hour. */
export const INQUIRY_PAUSES = {
  standard: [2, 4, 8, 15, 30, 60, 120, 300, 900, 1800],
  ...{ leastValues: 1, mostValues: 30, least: 1, most: 3600 },
} as const;

const whole = ({ least, most }: LimitRule, standard: number) =>
  z._default(z.int().check(z.gte(least), z.lte(most)), standard);

const rules = LIMIT_RULES;

/** Whether no pause is shorter than the one before. */
export function isGrowing(pauses: readonly number[]): boolean {
  return pauses.every((pause, at) => pause >= (pauses[at - 1] ?? 0));
}

const limitsSchema = z.strictObject({
  attemptsPerOperation: whole(rules.attemptsPerOperation, rules.attemptsPerOperation.standard),
  inquiryDays: whole(rules.inquiryDays, rules.inquiryDays.standard),
  unsentHours: whole(rules.unsentHours, rules.unsentHours.standard),
  operationsPerPayment: whole(rules.operationsPerPayment, rules.operationsPerPayment.standard),
  sessionsPerAccount: whole(rules.sessionsPerAccount, rules.sessionsPerAccount.standard),
  waitSeconds: whole(rules.waitSeconds, rules.waitSeconds.standard),
  inquiryPauses: z._default(
    z
      .array(z.int().check(z.gte(INQUIRY_PAUSES.least), z.lte(INQUIRY_PAUSES.most)))
      .check(
        z.minLength(INQUIRY_PAUSES.leastValues),
        z.maxLength(INQUIRY_PAUSES.mostValues),
        z.refine(isGrowing),
      ),
    [...INQUIRY_PAUSES.standard],
  ),
});

/** The limits of a deployment. */
export type Limits = Readonly<Omit<z.infer<typeof limitsSchema>, 'inquiryPauses'>> & {
  readonly inquiryPauses: readonly number[];
};

/** Those of a deployment that sets none. */
export const STANDARD_LIMITS: Limits = limitsSchema.parse({});

/**
 * The limits as a function finds them in its environment: JSON, in which a limit that is absent is the standard one.
 * @throws Error which names each limit that is out of its bounds
 */
export function parseLimits(text = '{}'): Limits {
  const limits = limitsSchema.safeParse(JSON.parse(text));
  if (limits.success) return limits.data;
  const wrong = limits.error.issues.map((issue) => {
    const named = issue.code === 'unrecognized_keys' ? issue.keys : issue.path;
    return `${named.join('.')} ${issue.message}`;
  });
  throw new Error(`The environment variable LIMITS is not valid: ${wrong.join('; ')}.`);
}
