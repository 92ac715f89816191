import type * as z from 'zod/mini';
import { credentialsSchema as letpay } from './letpay/wire.ts';
import { credentialsSchema as sopague } from './sopague/wire.ts';

/** What each provider's secret holds: the very schemas by which its function reads it. */
export const SECRET_SCHEMAS: Readonly<Record<string, z.ZodMiniObject>> = { letpay, sopague };
