import * as z from 'zod/mini';
import { expiryShape } from '../../shared/domain/secret-expiry.ts';
import { secretTextSchema } from '../../shared/domain/secret-schemas.ts';

/** The secret `estorno/<merchantId>/sopague`. */
export const credentialsSchema = z.object({
  ...expiryShape,
  userName: secretTextSchema,
  password: secretTextSchema,
  environment: z.enum(['sandbox', 'production']),
  /** The value of the header `Access-Key` of SoPague's webhooks. */
  accessKey: z.optional(secretTextSchema),
  /** `Basic …`, where one was registered for the webhooks. */
  webhookBasic: z.optional(secretTextSchema),
});

export type Credentials = z.infer<typeof credentialsSchema>;
