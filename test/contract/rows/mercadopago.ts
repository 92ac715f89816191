import { createHmac } from 'node:crypto';
import { mercadopagoCapabilities } from '../../../functions/mercadopago/capabilities.ts';
import { mercadopago } from '../../../functions/mercadopago/connector.ts';
import { type Credentials, credentialsSchema } from '../../../functions/mercadopago/credentials.ts';
import { startMercadopagoSimulator } from '../../../local/simulators/mercadopago/simulator.ts';
import { AMOUNT, type ContractRow } from '../contract-row.ts';

const SECRET = 'mercadopago-webhook-secret';

const REQUEST_ID = '2066ca19-c6f1-498a-be75-1923005edd06';

const RECEIVED_AT = Date.parse('2026-03-10T10:00:00-03:00');

const toCredentials = (number: string) =>
  credentialsSchema.parse({
    accessToken: `TEST-mercadopago-token-${number}`,
    webhookSecret: SECRET,
    environment: 'sandbox',
  });

export async function startMercadopago() {
  const simulator = await startMercadopagoSimulator();
  return Object.assign(simulator, {
    setCredentials: ({ accessToken }: Credentials) =>
      simulator.setAccount({ accessToken: accessToken.reveal() }),
    createPaid: () => simulator.createPayment({ amount: AMOUNT, status: 'approved' }),
    work: {
      methods: ['refund'] as const,
      hold: () => Object.assign(simulator.rules, { refundsInProcess: true }),
      finish: (paymentId: string) => simulator.endRefunds(paymentId),
    },
  });
}

/** A webhook that the provider signed at that time. */
function toNotification(paymentId: string) {
  const body = { type: 'payment', action: 'payment.updated', data: { id: paymentId } };
  const message = `id:${paymentId};request-id:${REQUEST_ID};ts:${RECEIVED_AT};`;
  const v1 = createHmac('sha256', SECRET).update(message).digest('hex');
  const headers: Readonly<Record<string, string>> = {
    'x-request-id': REQUEST_ID,
    'x-signature': `ts=${RECEIVED_AT},v1=${v1}`,
  };
  const query = { 'data.id': paymentId, type: 'payment' };
  const rawBody = JSON.stringify(body);
  const header = (name: string) => headers[name];
  return {
    body,
    source: {
      sourceIp: '203.0.113.7',
      header,
      query,
      rawBody,
      isFromProvider: false,
      receivedAt: RECEIVED_AT,
    },
  };
}

/** Mercado Pago in the contract suite, by its Payments API. */
export const mercadopagoRow: ContractRow<Credentials> = {
  connector: mercadopago,
  capabilities: mercadopagoCapabilities,
  start: startMercadopago,
  credentials: toCredentials('1'),
  rotated: toCredentials('2'),
  absentPaymentId: '4261966',
  prompt: 'succeeded',
  statuses: { untouched: 'authorized', returned: 'canceled' },
  strangeSuccess: { status: 'odd' },
  toRefusal: (message) => ({ message, error: 'bad_request', status: 422, cause: [] }),
  strangeRefusal: { status: 422, code: '9999' },
  anotherPayment: (id) => ({ id: Number(id) }),
  notification: toNotification,
  windows: {
    five_days_of_the_hold: {
      clocks: (createdAt) => ({ createdAt }),
      status: 'authorized',
      create: (provider) => provider.createPayment({ amount: AMOUNT }),
    },
    until_the_payment_expires: { clocks: (expiresAt) => ({ expiresAt }) },
    thirty_days_after_creation: { clocks: (createdAt) => ({ createdAt }), status: 'pending' },
    days_180_after_approval: {
      clocks: (paidAt) => ({ paidAt }),
      create: (provider) => provider.createPaid(),
    },
    days_330_of_a_qr_order: { clocks: (createdAt) => ({ createdAt, method: 'qr' }) },
    days_120_of_a_point_order: { clocks: (createdAt) => ({ createdAt, method: 'point' }) },
  },
};
