import { createProviderHandler } from '../../shared/function/create-provider-handler.ts';
import { pix } from './connector.ts';

export const handler = createProviderHandler(pix);
