import { type ProviderEntry, toProviderEntry } from '../shared/function/create-operator-handler.ts';
import { letpay } from './letpay/connector.ts';
import { mercadopago } from './mercadopago/connector.ts';
import { pix } from './pix/connector.ts';
import { sopague } from './sopague/connector.ts';

/** Every provider, for the function of operators. */
export const PROVIDER_ENTRIES: readonly ProviderEntry[] = [
  toProviderEntry(letpay),
  toProviderEntry(sopague),
  toProviderEntry(mercadopago),
  toProviderEntry(pix),
];
