import type { CommandRules } from '../shared/input/read-command.ts';
import { letpay } from './letpay/connector.ts';
import { sopague } from './sopague/connector.ts';

/** How commands for each provider look, as the connectors parse them: for the description of the API. */
export const COMMAND_RULES: readonly CommandRules[] = [letpay, sopague];
