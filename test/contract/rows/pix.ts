import { pixCapabilities } from '../../../functions/pix/capabilities.ts';
import { pix } from '../../../functions/pix/connector.ts';
import { type Credentials, credentialsSchema } from '../../../functions/pix/credentials.ts';
import { startPixSimulator } from '../../../local/simulators/pix/simulator.ts';
import { AMOUNT, type ContractRow } from '../contract-row.ts';

const toCredentials = (number: string) =>
  credentialsSchema.parse({ apiKey: `pix-key-${number}`, environment: 'sandbox' });

type Facts = Pick<
  ContractRow<Credentials>,
  | 'absentPaymentId'
  | 'prompt'
  | 'statuses'
  | 'strangeSuccess'
  | 'strangeRefusal'
  | 'toRefusal'
  | 'anotherPayment'
  | 'windows'
>;

/** What the provider's pages say, as the contract suite needs it. */
const FACTS: Facts = {
  absentPaymentId: 'absent',
  prompt: 'succeeded',
  statuses: { untouched: 'authorized', returned: 'canceled' },
  strangeSuccess: {},
  strangeRefusal: { status: 422, code: 'Write next: test/contract/rows/pix.ts, FACTS' },
  toRefusal: (message) => ({ message }),
  anotherPayment: () => ({}),
  windows: {},
};

/** Pix in the contract suite. */
export const pixRow: ContractRow<Credentials> = {
  ...FACTS,
  connector: pix,
  capabilities: pixCapabilities,
  async start() {
    const simulator = await startPixSimulator();
    return Object.assign(simulator, {
      setCredentials: ({ apiKey }: Credentials) => simulator.setKey(apiKey.reveal()),
      createPaid: () => simulator.createPayment({ amount: AMOUNT, status: 'paid' }),
      returned: (paymentId: string) => simulator.payment(paymentId).returned,
    });
  },
  credentials: toCredentials('1'),
  rotated: toCredentials('2'),
  notification: () => ({
    body: {},
    source: { sourceIp: '192.0.2.1', header: () => undefined, query: {}, rawBody: '{}', alsoFrom: [] },
  }),
};
