import { createOperatorHandler } from '../../shared/function/create-operator-handler.ts';
import { PROVIDER_ENTRIES } from '../provider-entries.ts';

/** The commands of operators, for all providers. */
export const handler = createOperatorHandler(PROVIDER_ENTRIES);
