import { createHash, timingSafeEqual } from 'node:crypto';
import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import type { ReceivedRequest } from './event.ts';
import { readQueryPairs } from './request-url.ts';

/** The one key pair that the local endpoint accepts. */
export type AccessKey = { readonly accessKeyId: string; readonly secretAccessKey: string };

export const DEFAULT_ACCESS_KEY: AccessKey = { accessKeyId: 'local', secretAccessKey: 'local' };

/** As on AWS. */
const CLOCK_SKEW_MS = 5 * 60_000;

const AUTHORIZATION =
  /^AWS4-HMAC-SHA256 Credential=(?<id>[^/,]+)\/\d{8}\/(?<region>[^/,]+)\/execute-api\/aws4_request, ?SignedHeaders=(?<signed>[^,]+), ?Signature=(?<signature>[0-9a-f]{64})$/;

/** Whether the request carries a valid SigV4 signature (service execute-api) in its headers, made with this key. */
export async function isSigned(
  request: ReceivedRequest,
  key: AccessKey,
  region: string,
  now: Date,
): Promise<boolean> {
  const headers = new Map(request.headerLines);
  const parts = AUTHORIZATION.exec(headers.get('authorization') ?? '')?.groups;
  const signedAt = readAmzDate(headers.get('x-amz-date'));
  if (!parts?.id || !parts.signed || !parts.signature || !signedAt) return false;
  if (parts.id !== key.accessKeyId || parts.region !== region) return false;
  if (Math.abs(now.getTime() - signedAt.getTime()) > CLOCK_SKEW_MS) return false;
  const names = parts.signed.split(';');
  if (!names.includes('host')) return false;
  const bodyHash = headers.get('x-amz-content-sha256');
  if (bodyHash !== undefined && bodyHash !== toSha256(request.body)) return false;
  return isEqual(parts.signature, await sign(request, headers, names, key, region, signedAt));
}

async function sign(
  request: ReceivedRequest,
  headers: ReadonlyMap<string, string>,
  names: readonly string[],
  credentials: AccessKey,
  region: string,
  signingDate: Date,
): Promise<string> {
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials,
    sha256: Sha256,
    applyChecksum: names.includes('x-amz-content-sha256'),
  });
  const signed = await signer.sign(
    new HttpRequest({
      method: request.method,
      path: request.url.path,
      query: toQueryBag(request.url.rawQueryString),
      headers: Object.fromEntries(names.map((name) => [name, headers.get(name) ?? ''])),
      body: request.body,
    }),
    { signingDate, signableHeaders: new Set(names) },
  );
  return /Signature=([0-9a-f]+)/.exec(signed.headers.authorization ?? '')?.[1] ?? '';
}

function toQueryBag(rawQueryString: string): Record<string, string[]> {
  const bag: Record<string, string[]> = {};
  for (const [name, value] of readQueryPairs(rawQueryString)) bag[name] = [...(bag[name] ?? []), value];
  return bag;
}

/** `20261121T104243Z` */
function readAmzDate(text = ''): Date | undefined {
  const iso = text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z');
  const date = new Date(iso);
  return iso === text || Number.isNaN(date.getTime()) ? undefined : date;
}

function toSha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

function isEqual(a: string, b: string): boolean {
  return a.length === b.length && timingSafeEqual(Buffer.from(a), Buffer.from(b));
}
