import * as z from 'zod/mini';
import { parseInput, validationFailed } from '../input/parse-input.ts';
import { readMerchantId } from '../input/read-payment-ref.ts';
import { type ListCursor, listUnfinished, UNFINISHED_STATES } from '../operation/unfinished.ts';
import { toOperationView } from '../operation/view.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { ApiDeps, RouteRequest } from './api-deps.ts';
import { type HttpResponse, jsonResponse } from './responses.ts';

/** What can be asked for in the query. */
export const listQuerySchema = z.strictObject({
  state: z.optional(z.enum(UNFINISHED_STATES, `must be one of ${UNFINISHED_STATES.join(', ')}`)),
  after: z.optional(z.string().check(z.maxLength(1024, 'is not a place in this list'))),
});

const cursorSchema = z.strictObject({
  shard: z.number().check(z.int(), z.gte(0), z.lte(64)),
  after: z.optional(
    z.strictObject({
      payment: z.string().check(z.minLength(1), z.maxLength(256)),
      dueAt: z.number().check(z.int(), z.gte(0)),
    }),
  ),
});

/** `GET …/operations?state=open|manual_review`: what is unfinished at one merchant, a page at a time. */
export async function listOperations<C extends BaseCredentials>(
  { connector: { id: provider }, store }: ApiDeps<C>,
  { event, parameters }: RouteRequest,
): Promise<HttpResponse> {
  const merchantId = readMerchantId(parameters);
  const { state = 'open', after } = parseInput(listQuerySchema, event.queryStringParameters ?? {});
  const from = after === undefined ? undefined : fromCursor(after);
  const page = await listUnfinished(store, { provider, state, merchantId, from });
  // A list that leaves one out would say that it is finished.
  const [broken] = page.unreadable;
  if (broken) throw broken.error;
  const list = `/v1/merchants/${merchantId}/${provider}/operations?state=${state}`;
  const self = after === undefined ? list : `${list}&after=${after}`;
  return jsonResponse(200, {
    operations: page.operations.map(({ payment, operation }) => toOperationView(payment, operation)),
    links: { self, next: page.next ? `${list}&after=${toCursor(page.next)}` : null },
  });
}

function toCursor(cursor: ListCursor): string {
  return Buffer.from(JSON.stringify(cursor)).toString('base64url');
}

/** @throws EstornoError validation_failed */
function fromCursor(text: string): ListCursor {
  try {
    const cursor = cursorSchema.safeParse(JSON.parse(Buffer.from(text, 'base64url').toString()));
    if (cursor.success) return cursor.data;
  } catch {
    // Not JSON: refused below, like every other text that is no cursor of ours.
  }
  throw validationFailed([
    { pointer: '/after', detail: 'is not a place in this list: follow `links.next` as it is' },
  ]);
}
