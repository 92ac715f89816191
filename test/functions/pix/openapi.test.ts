import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { after, before, describe, test } from 'node:test';
import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';
import * as z from 'zod';
import { pixAuth } from '../../../functions/pix/auth.ts';
import { pix } from '../../../functions/pix/connector.ts';
import { pixInquiry } from '../../../functions/pix/inquiry.ts';
import { pixRefund, pixVoid } from '../../../functions/pix/requests.ts';
import { toLocal } from '../../../shared/operation/accounts.ts';
import type { AnsweredReply, ProviderRequest } from '../../../shared/ports/exchange.ts';
import { exchange } from '../../../shared/provider/exchange.ts';
import { parseFields } from '../../../shared/provider/tolerant-reader.ts';
import { listExamples, readExample } from '../../contract/example.ts';
import { startPix, toPixCredentials } from '../../contract/rows/pix.ts';
import { replyOf } from '../replies.ts';
import { REFUND, toRef, toRefundOrder, toVoid, VOID } from './fixtures.ts';

/**
 * The central bank's own description of the API, `openapi.yaml` of https://github.com/bacen/pix-api: every request that the
 * connector sends, and every answer of the simulator in the standard's words, is held to it. It is not in this repository:
 * PIX_OPENAPI names a copy.
 */
const { PIX_OPENAPI } = process.env;

const requestMethod = z.enum(['GET', 'PUT', 'PATCH']);

type Json = Readonly<Record<string, unknown>>;

const CREDENTIALS = toPixCredentials('1');
const KEY = '0123456789abcdef0123456789abcdef';

/** The paths with which the connector works, and the names of their ids. */
const PATHS: readonly (readonly [pattern: RegExp, path: string])[] = [
  [/^\/cob\/[^/]+$/, '/cob/{txid}'],
  [/^\/cobv\/[^/]+$/, '/cobv/{txid}'],
  [/^\/pix\/[^/]+$/, '/pix/{e2eid}'],
  [/^\/pix\/[^/]+\/devolucao\/[^/]+$/, '/pix/{e2eid}/devolucao/{id}'],
];

/** It asks for a receiver's address beside the receiver, where it has no place. No example of its own has it there. */
const MISPLACED: ReadonlySet<string> = new Set(
  ['logradouro', 'cidade', 'uf', 'cep'].map((name) => ` must have required property '${name}'`),
);

/** Where its own examples are not as its schemas, and what is left out of them here. */
const IN_EXAMPLES: ReadonlySet<string> = new Set([
  '/location must match format "uri"',
  " must have required property 'chave'",
]);

/** Some of its patterns stand between slashes, which no text has. */
function withoutSlashes(name: string, value: unknown): unknown {
  const inner = name === 'pattern' ? /^\/(.*)\/$/.exec(String(value))?.[1] : undefined;
  return inner ?? value;
}

function createCheck(file: string) {
  const description: Json = parse(readFileSync(file, 'utf8'), (name, value) =>
    withoutSlashes(String(name), value),
  );
  const ajv = new Ajv({ strict: false, allErrors: true, validateSchema: false });
  addFormats.default(ajv);
  ajv.addSchema(description, 'pix');
  const resolve = (at: readonly string[]): unknown => {
    let node: unknown = description;
    for (const name of at) node = deref(parseFields(node)[name]);
    return node;
  };
  const deref = (node: unknown): unknown => {
    const { $ref } = parseFields(node);
    return typeof $ref === 'string' ? resolve($ref.replace('#/', '').split('/')) : node;
  };
  const errorsOf = (content: unknown, body: unknown): readonly string[] => {
    const [media] = Object.values(parseFields(content));
    const { schema } = parseFields(media);
    assert.ok(schema, 'the description has a schema of it');
    const validate = ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"pix#/')));
    validate(body);
    const errors = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    return errors.filter((error) => !MISPLACED.has(error));
  };
  return {
    request({ method, path, body }: ProviderRequest): void {
      const operation = parseFields(resolve(['paths', pathOf(path), method.toLowerCase()]));
      assert.ok(operation.responses, `${method} ${path} is in the description`);
      const { content } = parseFields(deref(operation.requestBody));
      assert.equal(body !== undefined, content !== undefined, 'it has a body');
      if (body !== undefined) assert.deepEqual(errorsOf(content, JSON.parse(body)), []);
    },
    answer(
      { method, path }: ProviderRequest,
      { status, body }: AnsweredReply,
      but: ReadonlySet<string> = new Set(),
    ): void {
      const at = ['paths', pathOf(path), method.toLowerCase(), 'responses', String(status)];
      const { content } = parseFields(resolve(at));
      assert.ok(content, `${method} ${path} may answer ${status}`);
      const errors = errorsOf(content, body).filter((error) => !but.has(error));
      assert.deepEqual(errors, [], `${method} ${path} → ${status} ${JSON.stringify(body)}`);
    },
  };
}

function pathOf(path: string): string {
  return PATHS.find(([pattern]) => pattern.test(path))?.[1] ?? assert.fail(`${path} is none of ours`);
}

describe("Pix keeps to the central bank's description", {
  skip: PIX_OPENAPI === undefined && 'PIX_OPENAPI names no copy of its openapi.yaml',
}, () => {
  let bank: Awaited<ReturnType<typeof startPix>>;
  let check: ReturnType<typeof createCheck>;
  before(async () => {
    bank = await startPix({ dialect: 'standard' });
    check = createCheck(PIX_OPENAPI ?? '');
  });
  after(() => bank.close());

  /** Sends a request of the connector, and holds it and its answer to the description. */
  async function send(request: ProviderRequest | undefined, status: number): Promise<AnsweredReply> {
    assert.ok(request);
    const endpoints = toLocal(pix.endpoints(CREDENTIALS), bank.url);
    const limits = { timeoutMs: 10_000, signal: new AbortController().signal, mayLeave: () => true };
    const login = await exchange(endpoints, pixAuth.toLogin(CREDENTIALS), limits);
    assert.ok(login.is === 'answered');
    const token = pixAuth.fromLogin(login, Date.now());
    assert.ok(token.is === 'token');
    const headers = { ...request.headers, ...pixAuth.toHeaders(token.token.token, CREDENTIALS) };
    const reply = await exchange(endpoints, { ...request, headers }, limits);
    assert.ok(reply.is === 'answered');
    assert.equal(reply.status, status);
    check.request(request);
    check.answer(request, reply);
    return reply;
  }

  for (const name of listExamples('pix').filter((one) =>
    readExample('pix', one).source.includes('bacen/pix-api'),
  ))
    test(`has the request and the answer of the example ${name}`, () => {
      const { method, path, body } = readExample('pix', name).request;
      const request = { method: requestMethod.parse(method), path, ...(body !== null && { body }) };
      check.request(request);
      check.answer(request, replyOf('pix', name), IN_EXAMPLES);
    });

  for (const kind of ['cob', 'cobv'] as const)
    test(`reads and removes a ${kind}`, async () => {
      const paymentId = bank.createPayment({ amount: 1035, kind });
      const order = toVoid({ paymentId, reference: { charge: kind } });
      const [first] = pixInquiry.toRequests(toRef(paymentId), VOID);
      const read = await send(first, kind === 'cob' ? 200 : 404);
      const next = pixInquiry.toNextRequest?.([read], toRef(paymentId), VOID);
      if (kind === 'cobv') await send(next, 200);
      await send(pixVoid.toRequest(order), 200);
      await send(pixVoid.toRequest(order), 400);
      await send(pixVoid.toRequest({ ...order, paymentId: '0'.repeat(32) }), 404);
    });

  test('reads a Pix, and refunds it in parts', async () => {
    const paymentId = bank.pay(bank.createPayment({ amount: 1035 }));
    const order = toRefundOrder({ paymentId, amount: 500, idempotencyKey: KEY });
    const options = { ...REFUND, idempotencyKeys: [KEY] };
    const [first] = pixInquiry.toRequests(toRef(paymentId), options);
    const read = await send(first, 200);
    await send(pixInquiry.toNextRequest?.([read], toRef(paymentId), options), 404);
    await send(pixRefund.toRequest(order), 201);
    await send({ method: 'GET', path: pixRefund.toRequest(order).path }, 200);
    await send(pixRefund.toRequest(order), 400);
    await send(first, 200);
    await send(pixRefund.toRequest({ ...order, idempotencyKey: KEY.replace('0', 'f') }), 201);
    await send(pixRefund.toRequest({ ...order, paymentId: `E${'0'.repeat(31)}` }), 404);
    bank.rules.scopes = ['pix.read'];
    await send(pixRefund.toRequest(order), 403);
  });
});
