import { letpayCapabilities } from '../../../functions/letpay/capabilities.ts';
import { letpay } from '../../../functions/letpay/connector.ts';
import { startLetpaySimulator } from '../../../functions/letpay/simulator.ts';
import { type Credentials, credentialsSchema } from '../../../functions/letpay/wire.ts';
import { AMOUNT, type ContractRow } from '../contract-row.ts';

const toCredentials = (number: string) =>
  credentialsSchema.parse({
    apiKey: `letpay-key-${number}`,
    apiSecret: `letpay-secret-${number}`,
    environment: 'sandbox',
  });

/** LetPay, as the contract suite runs it. */
export const letpayRow: ContractRow<Credentials> = {
  connector: letpay,
  capabilities: letpayCapabilities,
  async start(options) {
    const simulator = await startLetpaySimulator(options);
    const set = simulator.setCredentials.bind(simulator);
    return Object.assign(simulator, {
      setCredentials: ({ apiKey, apiSecret }: Credentials) =>
        set({ apiKey: apiKey.reveal(), apiSecret: apiSecret.reveal() }),
      createPaid: () => simulator.createPayment({ amount: AMOUNT, status: 'PAID', method: 'PIX' }),
      returned(paymentId: string) {
        const { status, amount, refundedAmount, effects } = simulator.payment(paymentId);
        return status === 'CANCELED' ? amount * effects : refundedAmount;
      },
    });
  },
  credentials: toCredentials('1'),
  rotated: toCredentials('2'),
  command: {},
  absentPaymentId: '00000000-0000-4000-8000-000000000000',
  prompt: 'accepted',
  untouched: 'not_done',
  strangeYes: { transaction_status: 'DONE' },
  toNo: (words) => ({ errors: [{ code: '99.99.9999' }], error: words, message: words }),
  strangeNo: { status: 422, code: '00.04.0099' },
  anotherPayment: (id) => ({ payment_token: id, paymentToken: id }),
  tokenField: 'token',
  notification: (paymentId) => ({
    body: { reference_id: 'order-4711', payment_token: paymentId },
    source: { sourceIp: '34.202.209.44', header: () => undefined, alsoFrom: [] },
  }),
  windows: {
    five_days_of_pre_authorization: { clocks: (createdAt) => ({ createdAt }), paymentStatus: 'held' },
    until_the_payment_expires: { clocks: (expiresAt) => ({ expiresAt }) },
    ninety_days_after_pix: {
      clocks: (capturedAt) => ({ capturedAt, method: 'PIX' }),
      // Paid at the simulator's own time.
      create: (provider) => provider.createPaid(),
    },
    six_months_after_card: { clocks: (capturedAt) => ({ capturedAt, method: 'CREDITCARD' }) },
  },
};
