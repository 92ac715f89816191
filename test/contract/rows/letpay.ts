import { letpayCapabilities } from '../../../functions/letpay/capabilities.ts';
import { letpay } from '../../../functions/letpay/connector.ts';
import { type Credentials, credentialsSchema } from '../../../functions/letpay/credentials.ts';
import { startLetpaySimulator } from '../../../local/simulators/letpay/simulator.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { AMOUNT, type ContractRow } from '../contract-row.ts';

const toCredentials = (number: string) =>
  credentialsSchema.parse({
    apiKey: `letpay-key-${number}`,
    apiSecret: `letpay-secret-${number}`,
    environment: 'sandbox',
  });

/** Its simulator, with what the suite needs of one. */
async function startLetpay() {
  const simulator = await startLetpaySimulator();
  const set = simulator.setCredentials.bind(simulator);
  return Object.assign(simulator, {
    setCredentials: ({ apiKey, apiSecret }: Credentials) =>
      set({ apiKey: apiKey.reveal(), apiSecret: apiSecret.reveal() }),
    createPaid: () => simulator.createPayment({ amount: AMOUNT, status: 'PAID', method: 'PIX' }),
    returned(paymentId: string) {
      const { status, amount, refundedAmount, effects } = simulator.payment(paymentId);
      return status === 'CANCELED' ? amount * Math.max(1, effects) : refundedAmount;
    },
    returnElsewhere(paymentId: string, amount: number) {
      if (simulator.payment(paymentId).status === 'PAID') simulator.refundOutside(paymentId, amount);
      else simulator.setStatus(paymentId, 'CANCELED');
    },
    work: {
      hold() {
        const waits = { cancelTakesMs: DAY_MS, refundTakesMs: DAY_MS } as const;
        Object.assign(simulator.rules, waits, { whileCanceling: 'unchanged', pendingRefunds: 'ignored' });
      },
      finish(paymentId: string) {
        simulator.completeRefunds(paymentId);
        simulator.advanceClock(DAY_MS);
      },
    },
  });
}

/** LetPay, as the contract suite runs it. */
export const letpayRow: ContractRow<Credentials> = {
  connector: letpay,
  capabilities: letpayCapabilities,
  start: startLetpay,
  credentials: toCredentials('1'),
  rotated: toCredentials('2'),
  absentPaymentId: '00000000-0000-4000-8000-000000000000',
  prompt: 'accepted',
  statuses: { untouched: 'authorized', returned: 'canceled' },
  strangeSuccess: { transaction_status: 'DONE' },
  toRefusal: (words) => ({ errors: [{ code: '99.99.9999' }], error: words, message: words }),
  strangeRefusal: { status: 422, code: '00.04.0099' },
  anotherPayment: (id) => ({ payment_token: id, paymentToken: id }),
  tokenField: 'token',
  notification: (paymentId) => ({
    body: { reference_id: 'order-4711', payment_token: paymentId },
    source: {
      sourceIp: '34.202.209.44',
      header: () => undefined,
      query: {},
      rawBody: JSON.stringify({ reference_id: 'order-4711', payment_token: paymentId }),
      isFromProvider: true,
      receivedAt: 0,
    },
  }),
  windows: {
    five_days_of_pre_authorization: { clocks: (createdAt) => ({ createdAt }), status: 'authorized' },
    until_the_payment_expires: { clocks: (expiresAt) => ({ expiresAt }) },
    ninety_days_after_pix: {
      clocks: (capturedAt) => ({ capturedAt, method: 'PIX' }),
      // Paid at the simulator's own time.
      create: (provider) => provider.createPaid(),
    },
    six_months_after_card: { clocks: (capturedAt) => ({ capturedAt, method: 'CREDITCARD' }) },
  },
};
