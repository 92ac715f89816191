import { createHmac } from 'node:crypto';
import type { RequestHeaders } from '../e2e/http-client.ts';
import { type CanarySecrets, MERCHANT, type ProviderId } from './canary-secrets.ts';
import { PAYER_FIELDS } from './personal-data.ts';

/** One delivery of a webhook: below `…/notifications`, with which headers and body. */
export type Delivery = { readonly below: string; readonly headers: RequestHeaders; readonly body: string };

const BROKEN = ['no JSON', '{}'];

/** A provider's deliveries about a payment, with the right proof and with wrong ones. */
export function toDeliveries(
  provider: ProviderId,
  secrets: CanarySecrets,
  paymentId: string,
): readonly Delivery[] {
  switch (provider) {
    case 'letpay':
      return withBodies([{ below: '', headers: {} }], { payment_token: paymentId });
    case 'sopague': {
      const { accessKey, webhookBasic } = secrets.sopague;
      const proof = { 'access-key': accessKey, authorization: webhookBasic };
      const proofs = [
        proof,
        { ...proof, authorization: 'Basic eDp5' },
        { ...proof, 'access-key': `${accessKey}x` },
      ];
      return withBodies(
        proofs.map((headers) => ({ below: '', headers })),
        { ResultId: paymentId },
      );
    }
    case 'mercadopago':
      return withBodies(
        [secrets.mercadopago.webhookSecret, 'another'].map((secret) => toSigned(secret, paymentId)),
        { type: 'payment', data: { id: paymentId } },
      );
    case 'pix':
      return withBodies(toAddresses(secrets.pix.webhookSecret), {
        pix: [{ endToEndId: 'E00000000202603101300abcdefghijk', txid: paymentId, ...PAYER_FIELDS }],
      });
  }
}

type Proof = Omit<Delivery, 'body'>;

function withBodies(proofs: readonly Proof[], body: object): readonly Delivery[] {
  const bodies = [JSON.stringify({ ...body, ...PAYER_FIELDS }), ...BROKEN];
  return proofs.flatMap((proof) => bodies.map((one) => ({ ...proof, body: one })));
}

/** Signed with this secret, now. */
function toSigned(secret: string, id: string): Proof {
  const ts = Date.now();
  const v1 = createHmac('sha256', secret).update(`id:${id};ts:${ts};`).digest('hex');
  return { below: `?data.id=${id}&type=payment`, headers: { 'x-signature': `ts=${ts},v1=${v1}` } };
}

/** Where the registered address may hold the secret, and where a bank must not append to it. */
function toAddresses(secret: string): readonly Proof[] {
  const places = [`?hmac=${secret}&ignorar=/pix`, `?hmac=${secret}/pix`, `/${secret}`, `/${secret}/pix`];
  const wrong = [
    `/${secret}/other`,
    `/${secret}/pix/more`,
    `/x${secret}`,
    `?hmac=x${secret}`,
    `?token=${secret}`,
  ];
  return [...places, ...wrong].map((below) => ({ below, headers: {} }));
}

export const toNotificationPath = (provider: ProviderId) =>
  `/v1/merchants/${MERCHANT}/${provider}/notifications`;
