import * as z from 'zod';
import { OpsError } from './ops-error.ts';

/** As much of an operation as is shown here; the rest of it is passed on as it is. */
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
  /** What whoever asked should look at once more. */
  warning: z.string().optional(),
});

export type OperationView = z.infer<typeof operationSchema>;

/** `next` says where the list goes on; only the function knows how to read it. */
export const pageSchema = z.object({
  operations: z.array(operationSchema),
  /** Keys of payments of which nothing more can be told. */
  unreadable: z.array(z.string()).default([]),
  next: z.json(),
});

export const paymentSchema = z.looseObject({ operations: z.array(z.unknown()) });

export const probeSchema = z.object({
  world: z.enum(['S1', 'S2', 'S3', 'unclear']),
  at: z.string(),
  steps: z.array(z.object({ step: z.string(), status: z.union([z.number(), z.string()]) })),
});

export type ProbeAnswer = z.infer<typeof probeSchema>;

export const loginSchema = z.object({
  login: z.enum(['works', 'refused', 'unavailable']),
  status: z.number(),
});

export const newCredentialsSchema = z.object({ credentials: z.record(z.string(), z.string()) });

const turnSchema = z.object({ merchant: z.string(), reason: z.string(), by: z.string(), at: z.string() });

export const switchesSchema = z.object({
  provider: z.string(),
  off: z.array(turnSchema),
  changes: z.array(turnSchema.extend({ to: z.enum(['off', 'on']) })),
});

export type SwitchesAnswer = z.infer<typeof switchesSchema>;

/** @throws OpsError when the function answers in a way that this version does not know */
export function readAnswer<T>(schema: z.ZodType<T>, answer: unknown): T {
  const read = schema.safeParse(answer);
  if (read.success) return read.data;
  throw new OpsError(
    `The function answered in a way that this version does not know: deploy it, or check out what is deployed. ` +
      read.error.issues.map(({ path }) => path.join('.')).join(', '),
  );
}
