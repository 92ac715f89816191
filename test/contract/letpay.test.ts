import { letpay } from '../../functions/letpay/connector.ts';
import { startLetpaySimulator } from '../../functions/letpay/simulator.ts';
import type { Credentials } from '../../functions/letpay/wire.ts';
import { testProviderContract } from './provider-contract.ts';

testProviderContract<Credentials>({
  connector: letpay,
  start: startLetpaySimulator,
  credentials: { apiKey: 'letpay-key-1', apiSecret: 'letpay-secret-1', environment: 'sandbox' },
  rotated: { apiKey: 'letpay-key-2', apiSecret: 'letpay-secret-2', environment: 'sandbox' },
  command: {},
  absentPaymentId: '00000000-0000-4000-8000-000000000000',
  prompt: 'accepted',
  untouched: 'not_done',
  strangeNo: { status: 422, code: '00.04.0099' },
  anotherPayment: (id) => ({ payment_token: id, paymentToken: id }),
  tokenField: 'token',
});
