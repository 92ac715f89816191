import { createProviderHandler } from '../../shared/function/create-provider-handler.ts';
import { sopague } from './connector.ts';

export const handler = createProviderHandler(sopague);
