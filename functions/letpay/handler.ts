import { createProviderHandler } from '../../shared/function/create-provider-handler.ts';
import { letpay } from './connector.ts';

export const handler = createProviderHandler(letpay);
