import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import * as z from 'zod';
import { DEFAULT_ACCESS_KEY } from '../http-api/signature.ts';

/** What the page asks the console to send to the API, as a storefront would. */
export const commandSchema = z.strictObject({
  what: z.enum(['cancellations', 'refunds']),
  merchantId: z.string(),
  provider: z.string(),
  paymentId: z.string(),
  key: z.string(),
});

export type ApiCommand = z.infer<typeof commandSchema>;

export type ApiAnswer = {
  readonly request: string;
  readonly status: number;
  readonly body: unknown;
};

/** A storefront: calls the API of the local stack, and signs where callers must. */
export function createApiCaller({ region, isSigned }: { region: string; isSigned: boolean }) {
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials: DEFAULT_ACCESS_KEY,
    sha256: Sha256,
  });
  return async (apiUrl: string, { what, key, ...ref }: ApiCommand): Promise<ApiAnswer> => {
    const parts = [ref.merchantId, ref.provider, 'payments', ref.paymentId, what].map(encodeURIComponent);
    const path = `/v1/merchants/${parts.join('/')}`;
    const headers = { host: new URL(apiUrl).host, 'idempotency-key': key };
    const request = new HttpRequest({ method: 'POST', path, headers });
    const signed = isSigned ? await signer.sign(request) : request;
    const { host: _, ...sent } = signed.headers;
    const response = await fetch(`${apiUrl}${path}`, { method: 'POST', headers: sent });
    return { request: `POST ${path}`, status: response.status, body: readJson(await response.text()) };
  };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
