import { describe } from 'node:test';
import type { BaseCredentials } from '../../shared/provider/connector.ts';
import { testClaims } from './contract/claims.ts';
import { testLogins } from './contract/logins.ts';
import { testLostAnswers } from './contract/lost-answers.ts';
import { testPlainAnswers } from './contract/plain-answers.ts';
import { testRefusedTokens } from './contract/refused-tokens.ts';
import { testRepresentations } from './contract/representations.ts';
import { testRules } from './contract/rules.ts';
import { testStaticKeys } from './contract/static-keys.ts';
import { testStrangers } from './contract/strangers.ts';
import { testUnsentRequests } from './contract/unsent-requests.ts';
import { type ContractRow, isStatic } from './contract-row.ts';

/**
 * What every provider must hold to: the connector, its sessions and its answers, through the real exchange, the real
 * sessions and the real core, over HTTP against the provider's simulator.
 */
export function testProviderContract<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe(`${row.connector.name} holds to the contract of providers:`, () => {
    testPlainAnswers(row);
    testRepresentations(row);
    testLostAnswers(row);
    testUnsentRequests(row);
    if (isStatic(row)) testStaticKeys(row);
    else {
      testRefusedTokens(row);
      testLogins(row);
    }
    testRules(row);
    testStrangers(row);
    testClaims(row);
  });
}
