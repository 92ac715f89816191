import process from 'node:process';
import { Sha256 } from '@aws-crypto/sha256-js';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { OpsError } from '../ops-error.ts';

const LIMIT_MS = 20_000;

/** A service for which there is no client here. */
export type JsonService = {
  /** As in its host and its signature. */
  readonly service: string;
  /** Before the name of the operation in `x-amz-target`. */
  readonly target: string;
  readonly version: '1.0' | '1.1';
};

export const CLOUDWATCH: JsonService = {
  service: 'monitoring',
  target: 'GraniteServiceVersion20100801',
  version: '1.0',
};

export const LOGS: JsonService = { service: 'logs', target: 'Logs_20140328', version: '1.1' };

/** Calls an operation with the credentials and the region of a client. @throws OpsError */
export async function callAws(
  { config }: LambdaClient,
  { service, target, version }: JsonService,
  operation: string,
  parameters: object,
): Promise<unknown> {
  const region = await config.region();
  const base = process.env.AWS_ENDPOINT_URL || `https://${service}.${region}.amazonaws.com`;
  const { protocol, hostname, port, host } = new URL(base);
  const request = new HttpRequest({
    ...{ method: 'POST', protocol, hostname, path: '/' },
    ...(port && { port: Number(port) }),
    headers: {
      host,
      'content-type': `application/x-amz-json-${version}`,
      'x-amz-target': `${target}.${operation}`,
    },
    body: JSON.stringify(parameters),
  });
  const signer = new SignatureV4({ credentials: config.credentials, region, service, sha256: Sha256 });
  const { headers, body } = await signer.sign(request);
  const response = await fetch(`${base}/`, {
    ...{ method: 'POST', headers, body },
    signal: AbortSignal.timeout(LIMIT_MS),
  });
  const text = await response.text();
  if (!response.ok)
    throw new OpsError(`AWS answered ${response.status} to ${operation}: ${text.slice(0, 300)}`);
  return JSON.parse(text || '{}');
}
