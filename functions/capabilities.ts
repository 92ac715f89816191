import type { Capabilities } from '../shared/provider/capabilities.ts';
import { letpayCapabilities } from './letpay/capabilities.ts';
import { mercadopagoCapabilities } from './mercadopago/capabilities.ts';
import { pixCapabilities } from './pix/capabilities.ts';
import { sopagueCapabilities } from './sopague/capabilities.ts';

/** What each provider can do: the one source of `GET /v1/providers` and of the documents. Data only, no connector. */
export const CAPABILITIES: readonly Capabilities[] = [
  letpayCapabilities,
  sopagueCapabilities,
  mercadopagoCapabilities,
  pixCapabilities,
];
