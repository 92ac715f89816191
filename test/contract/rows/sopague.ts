import { sopagueCapabilities } from '../../../functions/sopague/capabilities.ts';
import { sopague } from '../../../functions/sopague/connector.ts';
import { type Credentials, credentialsSchema } from '../../../functions/sopague/credentials.ts';
import { startSopagueSimulator } from '../../../local/simulators/sopague/simulator.ts';
import { AMOUNT, type ContractRow } from '../contract-row.ts';

const ACCESS_KEY = 'sopague-access-key';

const toCredentials = (number: string) =>
  credentialsSchema.parse({
    userName: `sopague-user-${number}`,
    password: `sopague-password-${number}`,
    environment: 'sandbox',
    accessKey: ACCESS_KEY,
  });

/** Its simulator, with what the suite needs of one. A login is refused as the list of fields says. */
export async function startSopague(options: Parameters<typeof startSopagueSimulator>[0] = {}) {
  const simulator = await startSopagueSimulator({ failedLogin: 'not-authenticated', ...options });
  const set = simulator.setCredentials.bind(simulator);
  return Object.assign(simulator, {
    setCredentials: ({ userName, password }: Credentials) =>
      set({ userName: userName.reveal(), password: password.reveal() }),
    createPaid: () => simulator.createPayment({ amount: AMOUNT }),
    returned: (paymentId: string) => simulator.payment(paymentId).canceledAmount,
    returnElsewhere: (paymentId: string, amount: number) => simulator.cancelOutside(paymentId, amount),
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
  start: () => startSopague(),
  credentials: toCredentials('1'),
  rotated: toCredentials('2'),
  absentPaymentId: '020000000000000000000000000000000000000000',
  prompt: 'succeeded',
  statuses: { untouched: 'unrecognized', returned: 'canceled' },
  strangeSuccess: { returnCode: '00' },
  toRefusal: (error) => ({ error }),
  strangeRefusal: { status: 400, code: 'Cancelamento fora do prazo.' },
  anotherPayment: (id) => ({ paymentId: id }),
  tokenField: 'accessToken',
  notification: (paymentId) => ({
    body: { ResultId: paymentId, Status: '0' },
    source: {
      sourceIp: '203.0.113.7',
      header: (name) => (name === 'access-key' ? ACCESS_KEY : undefined),
      query: {},
      rawBody: JSON.stringify({ ResultId: paymentId, Status: '0' }),
      isFromProvider: false,
      receivedAt: 0,
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
