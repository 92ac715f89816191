import { createProviderHandler } from '../../shared/create-provider-handler.ts';
import { sopague } from './connector.ts';

export const handler = createProviderHandler(sopague);
