import type { CommandRules } from '../shared/input/read-command.ts';
import { letpay } from './letpay/connector.ts';
import { mercadopago } from './mercadopago/connector.ts';
import { pix } from './pix/connector.ts';
import { sopague } from './sopague/connector.ts';

/** The rules by which commands for each provider are parsed: for the description of the API and the checks of a deployed stack. */
export const COMMAND_RULES: readonly CommandRules[] = [letpay, sopague, mercadopago, pix];
