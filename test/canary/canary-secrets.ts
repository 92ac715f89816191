import { randomBytes } from 'node:crypto';
import { makeCertificate } from '../../local/simulators/kit/make-certificate.ts';

export const MERCHANT = 'loja-1';

export const PROVIDERS = ['letpay', 'sopague', 'mercadopago', 'pix'] as const;

export type ProviderId = (typeof PROVIDERS)[number];

/** Never the same, and with characters that every way of writing changes. */
const canary = (name: string) => `canary-${name}-${randomBytes(9).toString('hex')}+/"&`;

/** What stands in an address. */
const plainCanary = (name: string) => `canary-${name}-${randomBytes(9).toString('hex')}`;

/** A secret of each provider with every field that it may have. */
export function makeCanarySecrets() {
  const passphrase = canary('passphrase');
  return {
    letpay: { apiKey: canary('api-key'), apiSecret: canary('api-secret'), environment: 'sandbox' },
    sopague: {
      userName: canary('user'),
      password: canary('password'),
      environment: 'sandbox',
      accessKey: plainCanary('access-key'),
      webhookBasic: `Basic ${randomBytes(24).toString('base64')}`,
    },
    mercadopago: {
      accessToken: canary('access-token'),
      webhookSecret: canary('signature'),
      environment: 'sandbox',
    },
    // Its developer key goes along in a header. Its sandbox is not known, but every address here is the simulator's.
    pix: {
      psp: 'itau',
      clientId: canary('client-id'),
      clientSecret: canary('client-secret'),
      ...makeCertificate(MERCHANT, { passphrase }),
      passphrase,
      developerKey: plainCanary('developer-key'),
      accountNumber: plainCanary('account'),
      webhookSecret: plainCanary('hook'),
      environment: 'production',
      tokenUrl: 'https://sts.itau.com.br/oauth/token',
    },
  };
}

export type CanarySecrets = ReturnType<typeof makeCanarySecrets>;

/** Fields that are no secret. */
const OPEN: ReadonlySet<string> = new Set(['environment', 'psp', 'tokenUrl']);

/** The secret texts of one provider, by the name of their field. */
export function secretFields(secret: CanarySecrets[ProviderId]): readonly (readonly [string, string])[] {
  return Object.entries(secret).filter(([field]) => !OPEN.has(field));
}

/** What shows that a secret got out: of a key or a certificate, each whole line of it. */
export function toNeedleTexts(text: string): readonly string[] {
  return text.startsWith('-----') ? text.split('\n').filter((line) => /^[\w+/=]{40,}$/.test(line)) : [text];
}
