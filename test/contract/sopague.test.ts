import { describe } from 'node:test';
import { sopague } from '../../functions/sopague/connector.ts';
import { startSopagueSimulator } from '../../functions/sopague/simulator.ts';
import { type Credentials, credentialsSchema } from '../../functions/sopague/wire.ts';
import { testLogins } from './contract/logins.ts';
import { AMOUNT, type ContractRow } from './contract-row.ts';
import { testProviderContract } from './provider-contract.ts';

const toCredentials = (number: string) =>
  credentialsSchema.parse({
    userName: `sopague-user-${number}`,
    password: `sopague-password-${number}`,
    ...{ environment: 'sandbox', accessKey: 'sopague-access-key' },
  });

async function start(options: Parameters<typeof startSopagueSimulator>[0] = {}) {
  const simulator = await startSopagueSimulator(options);
  const set = simulator.setCredentials.bind(simulator);
  return Object.assign(simulator, {
    setCredentials: ({ userName, password }: Credentials) =>
      set({ userName: userName.reveal(), password: password.reveal() }),
  });
}

const row: ContractRow<Credentials> = {
  connector: sopague,
  start: () => start(),
  credentials: toCredentials('1'),
  rotated: toCredentials('2'),
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
    start: () => start({ failedLogin: 'not-authenticated' }),
  });
});
