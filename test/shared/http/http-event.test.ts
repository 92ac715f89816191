import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { authorizeMerchant } from '../../../shared/http/authorize-merchant.ts';
import { answerCommonRoute } from '../../../shared/http/common-api.ts';
import { correlationIdOf, httpEventSchema, toRequestName } from '../../../shared/http/http-event.ts';

const PATH = '/v1/providers';

const EVENT = {
  version: '2.0',
  routeKey: `GET ${PATH}`,
  rawPath: PATH,
  requestContext: { http: { method: 'GET' } },
};

/** The context of a request that the gateway gave this id. */
const toContext = (requestId: string | null) => ({ http: { method: 'GET' }, requestId });

describe('what a gateway that stands in for AWS’s leaves out may also be null:', () => {
  const rows: readonly [field: string, event: object][] = [
    ['headers', { headers: null }],
    ['pathParameters', { pathParameters: null }],
    ['queryStringParameters', { queryStringParameters: null }],
    ['body', { body: null }],
    ['isBase64Encoded', { isBase64Encoded: null }],
    ['requestId', { requestContext: toContext(null) }],
    ['authorizer', { requestContext: { http: { method: 'GET' }, authorizer: null } }],
    ['sourceIp', { requestContext: { http: { method: 'GET', path: null, sourceIp: null } } }],
  ];
  for (const [field, part] of rows)
    test(field, () => {
      const event = httpEventSchema.parse({ ...EVENT, ...part });

      assert.equal(answerCommonRoute({ providers: [], capabilities: [] }, event).statusCode, 200);
      assert.equal(toRequestName(event).traceId, '');
      assert.throws(() => authorizeMerchant('sub', event, 'loja-1'), { name: 'forbidden' });
    });
});

describe('what follows from a request is named by its id, where that can be a name:', () => {
  const rows: readonly [id: string | null, name: string | undefined][] = [
    ['JKJaXmPLvHcESHA=', 'JKJaXmPLvHcESHA='],
    ['c6af9ac6-7b61-11e6-9a41-93e8deadbeef', 'c6af9ac6-7b61-11e6-9a41-93e8deadbeef'],
    ['x'.repeat(129), undefined],
    ['a b', undefined],
    ['', undefined],
    [null, undefined],
  ];
  for (const [id, name] of rows)
    test(`"${id?.slice(0, 40)}"`, () => {
      const event = httpEventSchema.parse({ ...EVENT, requestContext: toContext(id) });

      assert.equal(correlationIdOf(event), name);
      // The caller gets the id as it is.
      assert.equal(toRequestName(event).traceId, id ?? '');
    });
});
