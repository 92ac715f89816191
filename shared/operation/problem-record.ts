import * as z from 'zod/mini';
import { PROBLEM_CODES } from '../domain/problem.ts';
import { providerErrorSchema } from '../provider/attempt-result.ts';

const text = z.string();
const centavos = z.optional(z.number());

/** Why an operation failed, or why it has not been sent yet, as the ledger keeps it. Amounts are centavos. */
export const problemRecordSchema = z.looseObject({
  code: z.enum(PROBLEM_CODES),
  detail: z.optional(text),
  paymentStatus: z.optional(text),
  suggestion: z.optional(z.enum(['cancel', 'refund', 'wait', 'none'])),
  /** When the window closed by which it was too late, and the rule of that. */
  closedAt: z.optional(z.number()),
  rule: z.optional(text),
  /** What an inquiry showed of the payment's money, with a refusal for an amount. */
  amounts: z.optional(z.looseObject({ total: centavos, returned: centavos, left: centavos })),
  providerError: z.optional(providerErrorSchema),
});

type Infer<Shape extends z.core.$ZodShape> = z.infer<z.ZodMiniObject<Shape>>;

export type ProblemRecord = Readonly<Omit<Infer<(typeof problemRecordSchema)['shape']>, 'amounts'>> & {
  readonly amounts?:
    | {
        readonly total?: number | undefined;
        readonly returned?: number | undefined;
        readonly left?: number | undefined;
      }
    | undefined;
};
