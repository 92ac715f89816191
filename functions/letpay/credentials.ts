import * as z from 'zod/mini';
import { expiryShape } from '../../shared/domain/secret-expiry.ts';
import { secretTextSchema } from '../../shared/domain/secret-schemas.ts';

/** The secret `estorno/<merchantId>/letpay`. */
export const credentialsSchema = z.object({
  ...expiryShape,
  apiKey: secretTextSchema,
  apiSecret: secretTextSchema,
  environment: z.enum(['sandbox', 'production']),
  /** How many sessions the account may hold at once. LetPay documents nothing; 1 is right in every case. */
  sessions: z.optional(z.number().check(z.int(), z.gte(1), z.lte(16))),
});

export type Credentials = z.infer<typeof credentialsSchema>;
