import * as z from 'zod/mini';
import { toOperationView } from '../domain/views.ts';
import { parseInput, validationFailed } from '../input/parse-input.ts';
import { readMerchantId } from '../input/read-payment-ref.ts';
import { createUnfinishedList, type ListCursor, UNFINISHED_STATES } from '../operation/unfinished.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { ApiDeps, Handle } from './api-deps.ts';
import type { HttpEvent } from './http-event.ts';
import type { PathParameters } from './path.ts';
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

/** `…/operations?state=open|manual_review`: what is unfinished at one merchant, a page at a time. */
export function createListRoute<C extends BaseCredentials>({ connector, store }: ApiDeps<C>) {
  const provider = connector.id;
  const listUnfinished = createUnfinishedList({ provider, store });

  return { listOperations } satisfies Record<string, Handle>;

  async function listOperations(event: HttpEvent, parameters: PathParameters): Promise<HttpResponse> {
    const merchantId = readMerchantId(parameters);
    const { state = 'open', after } = parseInput(listQuerySchema, event.queryStringParameters ?? {});
    const page = await listUnfinished(state, merchantId, after === undefined ? undefined : fromCursor(after));
    // A list that leaves one out would say that it is finished.
    const [broken] = page.unreadable;
    if (broken) throw broken.error;
    const list = `/v1/merchants/${merchantId}/${provider}/operations?state=${state}`;
    const self = after === undefined ? list : `${list}&after=${after}`;
    return jsonResponse(200, {
      operations: page.standings.map(({ payment, operation }) => toOperationView(payment, operation)),
      links: { self, next: page.next ? `${list}&after=${toCursor(page.next)}` : null },
    });
  }
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
