/** A storefront that uses docs/recipes/answer-in-time.md and prints the answer for one order. */
export const STOREFRONT = `
import { createEstornoClient } from 'estorno-client';
import { cancelInTime, giveUp } from './cancel-in-time.ts';
import { createSigner } from './sign.ts';

const [what, paymentId = '', order = ''] = process.argv.slice(2);
const { ESTORNO_URL: baseUrl = '', AWS_REGION: region = '' } = process.env;
const client = createEstornoClient({ baseUrl, authorize: createSigner(region) });
const payment = { merchantId: 'loja-1', provider: 'letpay', paymentId } as const;
console.log(await (what === 'give up' ? giveUp(client, payment, order) : cancelInTime(client, payment, order)));
`;
