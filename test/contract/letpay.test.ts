import { letpay } from '../../functions/letpay/connector.ts';
import { startLetpaySimulator } from '../../functions/letpay/simulator.ts';
import { type Credentials, credentialsSchema } from '../../functions/letpay/wire.ts';
import { testProviderContract } from './provider-contract.ts';

const toCredentials = (number: string) =>
  credentialsSchema.parse({
    apiKey: `letpay-key-${number}`,
    apiSecret: `letpay-secret-${number}`,
    environment: 'sandbox',
  });

testProviderContract<Credentials>({
  connector: letpay,
  async start() {
    const simulator = await startLetpaySimulator();
    const set = simulator.setCredentials.bind(simulator);
    return Object.assign(simulator, {
      setCredentials: ({ apiKey, apiSecret }: Credentials) =>
        set({ apiKey: apiKey.reveal(), apiSecret: apiSecret.reveal() }),
    });
  },
  credentials: toCredentials('1'),
  rotated: toCredentials('2'),
  command: {},
  absentPaymentId: '00000000-0000-4000-8000-000000000000',
  prompt: 'accepted',
  untouched: 'not_done',
  strangeNo: { status: 422, code: '00.04.0099' },
  anotherPayment: (id) => ({ payment_token: id, paymentToken: id }),
  tokenField: 'token',
});
