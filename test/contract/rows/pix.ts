import { pixCapabilities } from '../../../functions/pix/capabilities.ts';
import { pix } from '../../../functions/pix/connector.ts';
import { type Credentials, credentialsSchema } from '../../../functions/pix/credentials.ts';
import { makeCertificate } from '../../../local/simulators/kit/make-certificate.ts';
import { type PixSimulatorOptions, startPixSimulator } from '../../../local/simulators/pix/simulator.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import { trustSimulators } from '../../trust-simulators.ts';
import { AMOUNT, type ContractRow } from '../contract-row.ts';

trustSimulators();

const WEBHOOK_SECRET = 'pix-webhook-secret';

const CERTIFICATE = makeCertificate('loja-1');

export const toPixCredentials = (number: string, more: object = {}) =>
  credentialsSchema.parse({
    psp: 'efi',
    clientId: `pix-client-${number}`,
    clientSecret: `pix-secret-${number}`,
    ...CERTIFICATE,
    environment: 'sandbox',
    webhookSecret: WEBHOOK_SECRET,
    ...more,
  });

/** Its simulator, with what the suite needs of one. */
export async function startPix(options: PixSimulatorOptions = {}) {
  const first = {
    clientId: 'pix-client-1',
    clientSecret: 'pix-secret-1',
    certificate: CERTIFICATE.certificate,
  };
  const simulator = await startPixSimulator({ accounts: { 'loja-1': first }, ...options });
  return Object.assign(simulator, {
    setCredentials({ clientId, clientSecret, certificate }: Credentials) {
      const secret = clientSecret && { clientSecret: clientSecret.reveal() };
      simulator.setClient({ clientId: clientId.reveal(), ...secret, certificate: certificate.reveal() });
    },
    createPaid: () => simulator.createPix(AMOUNT),
    returned(paymentId: string) {
      const { amount, status, effects } = simulator.payment(paymentId);
      return status.startsWith('REMOVIDA') ? amount * Math.max(1, effects) : simulator.refunded(paymentId);
    },
    returnElsewhere(paymentId: string, amount: number) {
      if (simulator.payment(paymentId).status === 'RECEBIDO') simulator.refundOutside(paymentId, amount);
      else simulator.setStatus(paymentId, 'REMOVIDA_PELO_USUARIO_RECEBEDOR');
    },
    work: {
      methods: ['refund'] as const,
      hold() {
        simulator.rules.refundTakesMs = DAY_MS;
      },
      finish: (paymentId: string) => simulator.settleRefunds(paymentId),
    },
  });
}

/** The API Pix in the contract suite: a bank that speaks as Efí does. */
export const pixRow: ContractRow<Credentials> = {
  connector: pix,
  capabilities: pixCapabilities,
  start: () => startPix(),
  credentials: toPixCredentials('1'),
  rotated: toPixCredentials('2'),
  absentPaymentId: 'E0000000020260310130000000000000',
  prompt: 'succeeded',
  promptRefund: 'accepted',
  successes: [201],
  statuses: { untouched: 'pending', returned: 'canceled' },
  strangeSuccess: { status: 'REMOVIDA_PELA_LUA' },
  toRefusal: (mensagem) => ({ nome: 'motivo_novo', mensagem }),
  strangeRefusal: { status: 422, code: 'motivo_novo' },
  anotherPayment: (id) => ({ txid: id }),
  tokenField: 'access_token',
  notification: (paymentId) => {
    const body = { pix: [{ endToEndId: paymentId, valor: '10.35', horario: '2026-03-10T13:00:00.000Z' }] };
    return {
      body,
      source: {
        sourceIp: '203.0.113.7',
        header: () => undefined,
        query: { hmac: WEBHOOK_SECRET, ignorar: '/pix' },
        rawBody: JSON.stringify(body),
        isFromProvider: false,
        receivedAt: Date.parse('2026-03-10T13:00:01.000Z'),
      },
    };
  },
  windows: {
    // Paid at the simulator's own time.
    ninety_days_after_pix: {
      clocks: (capturedAt) => ({ capturedAt }),
      create: (provider) => provider.createPaid(),
    },
  },
};
