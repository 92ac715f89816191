import * as z from 'zod/mini';
import { secretTextSchema } from '../../shared/domain/secret-schemas.ts';
import type { NewCredentials } from '../../shared/provider/connector.ts';
import { isNo } from '../../shared/provider/http-status.ts';
import type { Credentials } from './wire.ts';

const createdSchema = z.object({ api_key: secretTextSchema, api_secret: secretTextSchema });

/**
 * A further key pair of the account. The request has no body. What becomes of the pair that asks is not documented; a
 * list of keys is, so that several live side by side: the old one is taken to live until people revoke it.
 *
 * @source https://developer.letpay.co/docs/auth/create-api-key (read 2026-11-21)
 * @source https://developer.letpay.co/docs/auth/list-api-key (read 2026-11-21)
 */
export const newAccessKey: NewCredentials<Credentials> = async (send) => {
  const reply = await send({ method: 'POST', path: '/access-key' });
  if (reply.is === 'not_sent') return { is: 'not_made', code: reply.code, detail: reply.detail ?? NOT_SENT };
  const created = createdSchema.safeParse(reply.is === 'answered' ? reply.body : undefined);
  if (reply.status === 200 && created.success) {
    const { api_key: apiKey, api_secret: apiSecret } = created.data;
    return { is: 'made', credentials: { apiKey, apiSecret } };
  }
  const status = reply.status ?? 0;
  if (isNo(status))
    return { is: 'not_made', code: 'declined_by_provider', detail: `LetPay answered ${status}.` };
  return { is: 'not_made', code: 'provider_unavailable', detail: LOST };
};

const NOT_SENT = 'Nothing was sent.';

const LOST =
  'The answer did not come whole. A key pair may have been made that nobody knows: revoke it in the dashboard. The present one is as it was.';
