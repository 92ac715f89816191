import { makeCertificate } from '../../local/simulators/kit/make-certificate.ts';

/** What every secret and token of a run begins with, so that one that got out is found wherever it turns up. */
export const CANARY = 'canary0secret';

/** Secrets as they lie in Secrets Manager, by provider. */
export const CANARY_SECRETS = {
  letpay: { apiKey: `${CANARY}.key`, apiSecret: `${CANARY}.pair`, environment: 'sandbox' },
  mercadopago: {
    accessToken: `${CANARY}.access`,
    webhookSecret: `${CANARY}.signature`,
    environment: 'sandbox',
  },
  pix: {
    psp: 'efi',
    clientId: `${CANARY}.client`,
    clientSecret: `${CANARY}.secret`,
    ...makeCertificate('fuzz'),
    webhookSecret: `${CANARY}.hook`,
    environment: 'sandbox',
  },
  sopague: {
    userName: `${CANARY}.user`,
    password: `${CANARY}.password`,
    environment: 'sandbox',
    accessKey: `${CANARY}.access`,
    webhookBasic: `Basic ${Buffer.from(`hook:${CANARY}.basic`).toString('base64')}`,
  },
} as const;

/** The canary in the forms in which a text may hold it. */
const FORMS = [
  CANARY,
  CANARY.toUpperCase(),
  CANARY_SECRETS.sopague.webhookBasic.slice('Basic '.length, -4),
  [...CANARY].reverse().join(''),
] as const;

/** Where in a text a secret shows, with a little around it; undefined where none does. */
export function findCanary(text: string): string | undefined {
  const at = FORMS.map((form) => text.indexOf(form)).find((found) => found >= 0);
  return at === undefined ? undefined : text.slice(Math.max(0, at - 60), at + 60);
}
