import * as z from 'zod';
import { OpsError } from './ops-error.ts';

const actionSchema = z.looseObject({
  kind: z.string(),
  what: z.string(),
  until: z.string().nullish(),
});

/** The fields of an operation that are used here; the others are passed on unchanged. */
export const operationSchema = z.looseObject({
  id: z.string(),
  merchantId: z.string(),
  provider: z.string(),
  paymentId: z.string(),
  state: z.string(),
  outcome: z.string(),
  attempts: z.number(),
  createdAt: z.string(),
  problem: z.looseObject({ code: z.string(), detail: z.string().nullish() }).nullish(),
  /** What a person has to do, where it waits for one. */
  action: actionSchema.nullish(),
  /** What the person who asked should check. */
  warning: z.string().optional(),
});

export type OperationView = z.infer<typeof operationSchema>;

/** `next`: where the next page begins; only the function can read it. */
export const pageSchema = z.object({
  operations: z.array(operationSchema),
  /** Keys of payments that could not be read. */
  unreadable: z.array(z.string()).default([]),
  next: z.json(),
});

export const paymentSchema = z.looseObject({ operations: z.array(z.unknown()) });

export const probeSchema = z.object({
  tokenModel: z.enum(['reusable', 'single_use', 'exclusive_login', 'unclear']),
  at: z.string(),
  steps: z.array(z.object({ step: z.string(), status: z.union([z.number(), z.string()]) })),
});

export type ProbeAnswer = z.infer<typeof probeSchema>;

export const loginSchema = z.object({
  login: z.enum(['works', 'refused', 'unavailable']),
  status: z.number(),
  missingScopes: z.array(z.string()).optional(),
});

export const newCredentialsSchema = z.object({ credentials: z.record(z.string(), z.string()) });

const turnSchema = z.object({ merchant: z.string(), reason: z.string(), by: z.string(), at: z.string() });

export const switchesSchema = z.object({
  provider: z.string(),
  off: z.array(turnSchema),
  changes: z.array(turnSchema.extend({ to: z.string() })),
});

export type SwitchesAnswer = z.infer<typeof switchesSchema>;

export const sourcesSchema = z.object({
  provider: z.string(),
  accepted: z.array(z.string()),
  /** Who says so. */
  by: z.enum(['operator', 'deployment', 'provider']),
  published: z.array(z.string()),
  changes: z.array(
    z.object({ to: z.array(z.string()).nullable(), reason: z.string(), by: z.string(), at: z.string() }),
  ),
});

export type SourcesAnswer = z.infer<typeof sourcesSchema>;

/** @throws OpsError where the answer has a form that this version does not know */
export function readAnswer<T>(schema: z.ZodType<T>, answer: unknown): T {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw new OpsError(
    `This version does not know the form of the function's answer: deploy this version, or check out the deployed one. ` +
      read.error.issues.map(({ path }) => path.join('.')).join(', '),
  );
}
