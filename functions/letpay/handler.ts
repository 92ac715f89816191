import { createProviderHandler } from '../../shared/create-provider-handler.ts';
import { letpay } from './connector.ts';

export const handler = createProviderHandler(letpay);
