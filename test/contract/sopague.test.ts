import { describe } from 'node:test';
import { sopague } from '../../functions/sopague/connector.ts';
import { startSopagueSimulator } from '../../functions/sopague/simulator.ts';
import type { Credentials } from '../../functions/sopague/wire.ts';
import { testLogins } from './contract/logins.ts';
import { AMOUNT, type ContractRow } from './contract-row.ts';
import { testProviderContract } from './provider-contract.ts';

const shared = { environment: 'sandbox', accessKey: 'sopague-access-key' } as const;

const row: ContractRow<Credentials> = {
  connector: sopague,
  start: startSopagueSimulator,
  credentials: { userName: 'sopague-user-1', password: 'sopague-password-1', ...shared },
  rotated: { userName: 'sopague-user-2', password: 'sopague-password-2', ...shared },
  command: { amount: AMOUNT },
  absentPaymentId: '020000000000000000000000000000000000000000',
  prompt: 'done',
  untouched: 'cannot_tell',
  strangeNo: { status: 400, code: 'Cancelamento fora do prazo.' },
  anotherPayment: (id) => ({ paymentId: id }),
  tokenField: 'accessToken',
};

testProviderContract(row);

describe('where SoPague answers a refused login with 200 and `authenticated: false`:', () => {
  testLogins<Credentials>({
    ...row,
    start: () => startSopagueSimulator({ failedLogin: 'not-authenticated' }),
  });
});
