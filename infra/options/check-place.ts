import { type Stack, Token } from 'aws-cdk-lib';
import { UsageError } from '../../tools/script.ts';
import type { Configuration } from '../configuration.ts';
import type { OptionName } from './estorno-options.ts';
import { toPrincipal } from './merchants.ts';

/** ARNs of things that must be in the region of the stack. */
const REGIONAL = [
  'certificateArn',
  'webhookCertificateArn',
  'logKeyArn',
  'ledgerKeyArn',
  'credentialsKeyArn',
] as const satisfies readonly OptionName[];

/**
 * Refuses what cannot work in the account and region of the stack, as far as they are known.
 * @throws UsageError about the first option that names another place
 */
export function checkPlace({ account, region }: Stack, configuration: Configuration): void {
  for (const name of REGIONAL) {
    const [, , , found] = configuration[name]?.split(':') ?? [];
    if (found !== undefined && !Token.isUnresolved(region) && found !== region)
      throw new UsageError(
        `The option ${name} is in the region ${found}, and the stack is in ${region}. Use one of the region of the stack.`,
      );
  }
  if (Token.isUnresolved(account)) return;
  for (const { id, principals } of configuration.merchants)
    for (const text of principals) {
      const other = toPrincipal(id, text).account;
      if (other !== undefined && other !== account)
        throw new UsageError(
          `The option merchants has the principal "${text}" for "${id}", and the stack is in the account ${account}. ` +
            'Name a role of that account, which the storefront assumes.',
        );
    }
}
