import type * as z from 'zod/mini';
import { credentialsSchema as letpay } from './letpay/credentials.ts';
import { credentialsSchema as mercadopago } from './mercadopago/credentials.ts';
import { credentialsSchema as pix } from './pix/credentials.ts';
import { credentialsSchema as sopague } from './sopague/credentials.ts';

/** What each provider's secret holds: the schemas with which its function reads it. */
export const SECRET_SCHEMAS: Readonly<Record<string, z.ZodMiniObject>> = {
  letpay,
  sopague,
  mercadopago,
  pix,
};
