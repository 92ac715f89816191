import assert from 'node:assert/strict';
import { SecretText } from '../../shared/domain/secret-text.ts';
import type { AnsweredReply, ArrivedReply, ProviderRequest } from '../../shared/ports/exchange.ts';
import type { BaseCredentials, Order } from '../../shared/provider/connector.ts';
import type { NotificationSource } from '../../shared/provider/notification.ts';
import { readJson } from '../../shared/provider/read-json.ts';
import { type Example, readExample } from '../contract/example.ts';

export const LOST: ArrivedReply = { is: 'lost', why: 'connection lost', status: 422 };

/** An answer in JSON. */
export function answered(status: number, body: unknown): AnsweredReply {
  return { is: 'answered', status, body, isJson: true };
}

/** An answer as it comes over the wire. */
export function answeredText(status: number, text: string): AnsweredReply {
  return { is: 'answered', status, ...readJson(text), ...(text.trim() === '' && { isEmpty: true }) };
}

/** The answer of a documented example, byte for byte. */
export function replyOf(provider: string, name: string): AnsweredReply {
  const { response } = readExample(provider, name);
  return answeredText(response.status, response.body);
}

/** As much of credentials as every connector has. */
export const SANDBOX: BaseCredentials = { environment: 'sandbox' };

/** A delivery without any proof. */
export function delivery(parts: Partial<NotificationSource> = {}): NotificationSource {
  const source = {
    sourceIp: '192.0.2.1',
    header: () => undefined,
    query: {},
    rawBody: '{}',
    isFromProvider: false,
  };
  return { ...source, receivedAt: 0, ...parts };
}

export function order(paymentId: string, more: Partial<Order> = {}): Order {
  return {
    merchantId: 'loja-1',
    provider: 'letpay',
    paymentId,
    operationId: 'op_00000000000000000000000000',
    method: 'void',
    idempotencyKey: '00000000-0000-8000-8000-000000000000',
    ...more,
  };
}

type Documented = {
  readonly headers: Readonly<Record<string, string>>;
  /** What the placeholder in the example's path and body stands for. */
  readonly id?: string | undefined;
  readonly placeholder: string;
};

/** Asserts that a request is the one of the documented example, but for the verb where the pages disagree. */
export function assertAsDocumented(
  { request: example }: Example,
  request: ProviderRequest | undefined,
  { headers, id = '', placeholder }: Documented,
  method = example.method,
): void {
  const query = new URLSearchParams(request?.query).toString();
  const path = `${request?.path}${query === '' ? '' : `?${query}`}`;
  assert.equal(request?.method, method);
  assert.equal(path, example.path.replaceAll(placeholder, id));
  for (const [name, value] of Object.entries(example.headers)) {
    const all: Readonly<Record<string, string>> = { ...headers, ...request?.headers };
    const sent = all[name.toLowerCase()];
    assert.equal(sent, value.replace('INVALID_ACCESS_TOKEN', 'MY_ACCESS_TOKEN'));
  }
  if (example.body !== null)
    assert.deepEqual(JSON.parse(request?.body ?? ''), JSON.parse(example.body.replaceAll(placeholder, id)));
}

export const ACCESS_TOKEN = new SecretText('MY_ACCESS_TOKEN');
