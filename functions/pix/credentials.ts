import { createPrivateKey, type KeyObject } from 'node:crypto';
import * as z from 'zod/mini';
import { parseCertificate } from '../../shared/domain/certificate.ts';
import { toPem } from '../../shared/domain/pem.ts';
import { expiryShape } from '../../shared/domain/secret-expiry.ts';
import { secretTextSchema } from '../../shared/domain/secret-schemas.ts';
import { SecretText } from '../../shared/domain/secret-text.ts';
import { PSP_IDS, PSPS } from './psps.ts';

const pemSchema = z.pipe(
  secretTextSchema,
  z.transform((text: SecretText) => new SecretText(toPem(text.reveal()))),
);

const addressSchema = z.pipe(
  z.string().check(z.refine(isSecureAddress, 'is not an https address')),
  z.transform((text: string) => text.replace(/\/+$/, '')),
);

function isSecureAddress(text: string): boolean {
  return text.startsWith('https://') && URL.canParse(text);
}

const fields = z.object({
  ...expiryShape,
  /** The merchant's bank, or `custom` for one that has no profile here. */
  psp: z.enum(PSP_IDS),
  clientId: secretTextSchema,
  /** Not at Sicoob, which has none. */
  clientSecret: z.optional(secretTextSchema),
  /** PEM: the client certificate of mutual TLS, and its key. */
  certificate: pemSchema,
  privateKey: pemSchema,
  passphrase: z.optional(secretTextSchema),
  environment: z.enum(['sandbox', 'production']),
  /** In place of the profile's own: the base before `/cob` and `/pix`, and the whole address that gives out tokens. */
  baseUrl: z.optional(addressSchema),
  tokenUrl: z.optional(addressSchema),
  /** What some banks want with every request beside the token. */
  developerKey: z.optional(secretTextSchema),
  /** At Inter: the checking account, of a client that has several. */
  accountNumber: z.optional(secretTextSchema),
  /** Stands in the address that is registered as webhook. Without it no notification is believed. */
  webhookSecret: z.optional(secretTextSchema),
});

export type Credentials = z.infer<typeof fields>;

/** The secret `estorno/<merchantId>/pix`. */
export const credentialsSchema = fields.check(({ value, issues }) => {
  for (const [field, message] of [...findMissing(value), ...findUnusable(value, Date.now())])
    issues.push({ code: 'custom', input: undefined, path: [field], message });
});

type Fault = readonly [field: keyof Credentials, message: string];

function findMissing(value: Credentials): readonly Fault[] {
  const { needs, hosts } = PSPS[value.psp];
  const hasHosts = hosts[value.environment] !== undefined;
  const needed = new Set<keyof Credentials>([...needs, ...(hasHosts ? [] : HOSTS)]);
  const missing = [...needed].filter((field) => value[field] === undefined);
  return missing.map((field) => [field, `is required for ${value.psp} in ${value.environment}`]);
}

const HOSTS = ['baseUrl', 'tokenUrl'] as const;

/** Nothing would be sent with these. The messages quote nothing of them. */
function findUnusable({ certificate, privateKey, passphrase }: Credentials, now: number): readonly Fault[] {
  const parsed = parseCertificate(certificate.reveal());
  const key = parseKey(privateKey, passphrase);
  if (!parsed) return [['certificate', 'is not a certificate in PEM']];
  if (!key) return [['privateKey', 'is not a private key in PEM, or `passphrase` does not open it']];
  if (!parsed.checkPrivateKey(key)) return [['privateKey', 'is not the key of the certificate']];
  const [from, to] = [parsed.validFromDate, parsed.validToDate];
  if (now >= to.getTime()) return [['certificate', `expired on ${to.toISOString().slice(0, 10)}`]];
  if (now < from.getTime()) return [['certificate', `is valid from ${from.toISOString().slice(0, 10)} only`]];
  return [];
}

function parseKey(privateKey: SecretText, passphrase: SecretText | undefined): KeyObject | undefined {
  const open = passphrase && { passphrase: passphrase.reveal() };
  try {
    return createPrivateKey({ key: privateKey.reveal(), ...open });
  } catch {
    return undefined;
  }
}
