import { sopagueCapabilities } from '../../../functions/sopague/capabilities.ts';
import { sopague } from '../../../functions/sopague/connector.ts';
import { startSopagueSimulator } from '../../../functions/sopague/simulator.ts';
import { type Credentials, credentialsSchema } from '../../../functions/sopague/wire.ts';
import { AMOUNT, type ContractRow } from '../contract-row.ts';

const ACCESS_KEY = 'sopague-access-key';

const toCredentials = (number: string) =>
  credentialsSchema.parse({
    userName: `sopague-user-${number}`,
    password: `sopague-password-${number}`,
    ...{ environment: 'sandbox', accessKey: ACCESS_KEY },
  });

/** Its simulator, with what the suite needs of one. */
export async function startSopague(options: Parameters<typeof startSopagueSimulator>[0] = {}) {
  const simulator = await startSopagueSimulator(options);
  const set = simulator.setCredentials.bind(simulator);
  return Object.assign(simulator, {
    setCredentials: ({ userName, password }: Credentials) =>
      set({ userName: userName.reveal(), password: password.reveal() }),
    createPaid: () => simulator.createPayment({ amount: AMOUNT }),
    returned: (paymentId: string) => simulator.payment(paymentId).canceledAmount,
    people: {
      file: (paymentId: string) => simulator.fileRefundRequest(simulator.payment(paymentId)),
      approve: (requestId: string) => simulator.decideRefundRequest(requestId, 'APROVADO'),
    },
  });
}

/** SoPague, as the contract suite runs it. */
export const sopagueRow: ContractRow<Credentials> = {
  connector: sopague,
  capabilities: sopagueCapabilities,
  start: startSopague,
  credentials: toCredentials('1'),
  rotated: toCredentials('2'),
  command: { amount: AMOUNT },
  absentPaymentId: '020000000000000000000000000000000000000000',
  prompt: 'done',
  untouched: 'cannot_tell',
  strangeYes: { returnCode: '00' },
  toNo: (error) => ({ error }),
  strangeNo: { status: 400, code: 'Cancelamento fora do prazo.' },
  anotherPayment: (id) => ({ paymentId: id }),
  tokenField: 'accessToken',
  notification: (paymentId) => ({
    body: { ResultId: paymentId, Status: '0' },
    source: {
      sourceIp: '203.0.113.7',
      header: (name) => (name === 'access-key' ? ACCESS_KEY : undefined),
      alsoFrom: [],
    },
  }),
  windows: {
    // Paid at the simulator's own time.
    same_day_in_sao_paulo: {
      clocks: (capturedAt) => ({ capturedAt }),
      create: (provider) => provider.createPaid(),
    },
  },
};
