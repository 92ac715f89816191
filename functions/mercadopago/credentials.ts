import * as z from 'zod/mini';
import { expiryShape } from '../../shared/domain/secret-expiry.ts';
import { secretTextSchema, tokenSchema } from '../../shared/domain/secret-schemas.ts';

/** The secret `estorno/<merchantId>/mercadopago`. */
export const credentialsSchema = z.object({
  ...expiryShape,
  accessToken: tokenSchema,
  /** The secret signature of the application, with which webhooks are signed. Without it none is accepted. */
  webhookSecret: z.optional(secretTextSchema),
  /**
   * The user id of the seller whose payments these are. Only for the token of a marketplace, whose own user id is another
   * one. @default the user id at the end of the access token
   */
  collectorId: z.optional(z.string().check(z.regex(/^[0-9]{1,20}$/))),
  /** Payments of test credentials say `live_mode` false. The host is the same. */
  environment: z.enum(['sandbox', 'production']),
});

export type Credentials = z.infer<typeof credentialsSchema>;

/**
 * `APP_USR-<application>-<date>-<hash>-<user>`, or the same with `TEST`. No page describes the form: the sample token and the
 * `collector_id` of the sample payments in a third party's tests agree.
 *
 * @source https://github.com/activemerchant/active_merchant, test/unit/gateways/mercado_pago_test.rb (read 2026-11-30)
 */
const TOKEN = /^(?:APP_USR|TEST)-\d{10,20}-\d{6}-[0-9a-f]{32}(?:__\w+__)?-(\d{4,20})$/;

/** The user id of the seller whose payments may be changed; undefined where nothing says. */
export function collectorOf({ accessToken, collectorId }: Credentials): string | undefined {
  return collectorId ?? TOKEN.exec(accessToken.reveal())?.[1];
}
