import { createProviderHandler } from '../../shared/function/create-provider-handler.ts';
import { mercadopago } from './connector.ts';

export const handler = createProviderHandler(mercadopago);
