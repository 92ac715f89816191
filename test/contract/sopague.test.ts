import { describe } from 'node:test';
import { testLogins } from './contract/logins.ts';
import { testProviderContract } from './provider-contract.ts';
import { sopagueRow, startSopague } from './rows/sopague.ts';

testProviderContract(sopagueRow);

describe('where SoPague answers a refused login with 200 and `authenticated: false`:', () => {
  testLogins({ ...sopagueRow, start: () => startSopague({ failedLogin: 'not-authenticated' }) });
});
