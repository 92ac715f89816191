import { X509Certificate } from 'node:crypto';
import { makeCertificate } from '../kit/make-certificate.ts';
import type { ReceivedRequest } from '../kit/traffic.ts';

export type PixClient = {
  readonly clientId: string;
  readonly clientSecret?: string;
  /** PEM: only a client that shows it is served, and with its own tokens alone. */
  readonly certificate: string;
};

export function newDemoClient(): PixClient {
  const { certificate } = makeCertificate('demo');
  return { clientId: 'demo', clientSecret: 'demo-secret', certificate };
}

const FINGERPRINTS = new Map<string, string>();

function fingerprintOf(certificate: string): string {
  const known = FINGERPRINTS.get(certificate) ?? new X509Certificate(certificate).fingerprint256;
  FINGERPRINTS.set(certificate, known);
  return known;
}

export function isOf({ certificate }: PixClient, fingerprint: string | undefined): boolean {
  return fingerprintOf(certificate) === fingerprint;
}

export function toOAuthError({ kind }: ReceivedRequest): string {
  return kind === 'login' ? 'invalid_client' : 'invalid_token';
}

/** The client by Basic, or by the fields of a form. */
export function readLogin({ headers, body }: ReceivedRequest): {
  readonly id: string;
  readonly secret: string;
} {
  const basic = /^Basic (.+)$/.exec(headers.authorization ?? '')?.[1];
  if (basic === undefined) {
    const form = new URLSearchParams(body);
    return { id: form.get('client_id') ?? '', secret: form.get('client_secret') ?? '' };
  }
  const [id = '', ...secret] = Buffer.from(basic, 'base64').toString().split(':');
  return { id, secret: secret.join(':') };
}
