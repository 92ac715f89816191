import { Sha256 } from '@aws-crypto/sha256-js';
import { HttpRequest } from '@smithy/protocol-http';
import { SignatureV4 } from '@smithy/signature-v4';
import { OPERATOR_ROUTE } from '../shared/http/operator-routes.ts';
import { fillPath } from '../shared/http/routes.ts';

/** Longer than a function runs, in milliseconds. */
const TIMEOUT_MS = 40_000;

/** The API of a stack, and who calls it. */
export type OperatorApi = {
  /** The output `ApiUrl` of the stack. */
  readonly url: string;
  readonly region: string;
  readonly credentials: ConstructorParameters<typeof SignatureV4>[0]['credentials'];
};

/** A command of an operator. Every field beside `command` is part of its body. */
export type OperatorCommand = Readonly<Record<string, unknown>> & { readonly command: string };

/** What the API answered. `body`: its JSON; undefined where it is none. */
export type OperatorReply = { readonly status: number; readonly body: unknown };

/** Sends one command, signed with SigV4. It is never repeated. @throws where no answer came, or there are no credentials */
export async function callOperator(
  { url, region, credentials }: OperatorApi,
  provider: string,
  { command, ...fields }: OperatorCommand,
): Promise<OperatorReply> {
  const { method, path } = OPERATOR_ROUTE;
  const target = new URL(fillPath(path, { provider, command }).slice(1), url.replace(/\/*$/, '/'));
  const body = JSON.stringify(fields);
  const signer = new SignatureV4({ service: 'execute-api', region, credentials, sha256: Sha256 });
  const { headers } = await signer.sign(
    new HttpRequest({
      ...{ method, path: target.pathname, body },
      headers: { host: target.host, 'content-type': 'application/json' },
    }),
  );
  const { host: _host, ...sent } = headers;
  const response = await fetch(target, {
    ...{ method, body, headers: sent, redirect: 'error' },
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  return { status: response.status, body: parseJson(await response.text()) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
