import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import * as z from 'zod';
import { type SopagueSimulator, startSopagueSimulator } from '../../../functions/sopague/simulator.ts';
import { abortOn } from '../../simulator/next-event.ts';
import { stoppedClock } from '../../simulator/stopped-clock.ts';

const listSchema = z.object({
  items: z.array(z.record(z.string(), z.unknown())),
  totalCount: z.number(),
  skip: z.number(),
  take: z.number(),
});

interface Reply {
  readonly status: number;
  readonly text: string;
}

const NOT_FOUND = 'Pedido de cancelamento não encontrado';

let sopague: SopagueSimulator;
let used: string;

beforeEach(async () => {
  sopague = await startSopagueSimulator({ clock: stoppedClock });
  used = await logIn();
});

afterEach(() => sopague.close());

async function logIn(userName = 'demo', password = 'demo-password'): Promise<string> {
  const body = JSON.stringify({ userName, password });
  const response = await fetch(`${sopague.url}/api/auth/token`, { method: 'POST', body });
  return z.object({ accessToken: z.string() }).parse(await response.json()).accessToken;
}

async function send(method: string, path: string, init: RequestInit = {}): Promise<Reply> {
  const headers = { Authorization: `Bearer ${used}` };
  const response = await fetch(sopague.url + path, { method, headers, ...init });
  return { status: response.status, text: await response.text() };
}

async function list(query = ''): Promise<z.infer<typeof listSchema>> {
  const { status, text } = await send('GET', `/v1/refund/list${query}`);
  assert.equal(status, 200);
  return listSchema.parse(JSON.parse(text));
}

const withdraw = (Id: unknown, init: RequestInit = {}) =>
  send('POST', '/v1/refund/cancel', { body: JSON.stringify({ Id }), ...init });

const errorOf = ({ text }: Reply) => z.strictObject({ error: z.string() }).parse(JSON.parse(text)).error;

const statusOf = (id: string) => sopague.refundRequest(id).status;

test('a request is listed with the documented fields, its amount in reais', async () => {
  sopague.setClock('2024-11-12T23:30:00-03:00');
  used = await logIn();
  const id = sopague.fileRefundRequest({ amount: 15050, authorizationCode: '143513', nsu: '987654' });

  assert.deepEqual(await list(), {
    items: [
      {
        ...{ id, nsu: '987654', authorizationCode: '143513', amount: 150.5 },
        ...{ operationDate: '2024-11-12', installments: 1, status: 'PENDENTE', description: '' },
      },
    ],
    ...{ totalCount: 1, skip: 0, take: 10 },
  });
  assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

const DETAILS = { operationDate: '2024-11-10', installments: 3, description: 'Desistência' };

test('what a request says of its sale can be given', async () => {
  sopague.fileRefundRequest({ amount: 100, ...DETAILS });
  const [item] = (await list()).items;

  assert.deepEqual(item, { ...item, ...DETAILS });
});

test('a list without requests is empty', async () => {
  assert.deepEqual(await list(), { items: [], totalCount: 0, skip: 0, take: 10 });
});

const PAGES = [
  { query: '', items: 10, skip: 0, take: 10 },
  { query: '?skip=100', items: 5, skip: 100, take: 10 },
  { query: '?skip=2&take=3', items: 3, skip: 2, take: 3 },
  { query: '?take=101', items: 100, skip: 0, take: 100 },
  { query: '?skip=-1&take=many', items: 10, skip: 0, take: 10 },
  { query: '?skip=500', items: 0, skip: 500, take: 10 },
];

for (const { query, items, skip, take } of PAGES) {
  test(`of 105 requests, a list by "${query}" has ${items}`, async () => {
    const ids = Array.from({ length: 105 }, (_, at) => sopague.fileRefundRequest({ amount: at + 1 }));
    const page = await list(query);

    assert.deepEqual(
      page.items.map(({ id }) => id),
      ids.slice(skip, skip + items),
    );
    assert.deepEqual([page.totalCount, page.skip, page.take], [105, skip, take]);
  });
}

test('a list can be of one status or of one request, and counts only those', async () => {
  const ids = [1, 2, 3].map((amount) => sopague.fileRefundRequest({ amount }));
  const [first = '', second = ''] = ids;
  sopague.decideRefundRequest(first, 'APROVADO');
  sopague.decideRefundRequest(second, 'REJEITADO');
  const counts = [];
  for (const query of ['status=PENDENTE', 'status=APROVADO', `id=${second}`, `id=${second}&status=PENDENTE`])
    counts.push((await list(`?${query}`)).totalCount);

  assert.deepEqual(counts, [1, 1, 1, 0]);
  assert.equal((await list(`?id=${second}`)).items[0]?.status, 'REJEITADO');
});

test('a pending request is withdrawn, with a local time without offset', async () => {
  sopague.setClock('2024-11-12T14:30:00-03:00');
  used = await logIn();
  const id = sopague.fileRefundRequest({ amount: 100 });
  const { status, text } = await withdraw(id);
  const { message, lastModifiedOn, ...rest } = JSON.parse(text);

  assert.deepEqual([status, rest, message], [200, { id, status: 'CANCELADO' }, sopague.texts.withdrawn]);
  assert.match(lastModifiedOn, /^2024-11-12T14:30:00$/);
  assert.equal(statusOf(id), 'CANCELADO');
});

for (const status of ['APROVADO', 'REJEITADO', 'CANCELADO'] as const) {
  test(`a request that is ${status} is not withdrawn, and says so in an object`, async () => {
    const id = sopague.fileRefundRequest({ amount: 100 });
    if (status === 'CANCELADO') await withdraw(id);
    else sopague.decideRefundRequest(id, status);
    const reply = await withdraw(id);

    assert.equal(reply.status, 400);
    assert.equal(
      errorOf(reply),
      `Não é possível cancelar. Status atual: '${status}'. Apenas pedidos com status 'PENDENTE' podem ser cancelados.`,
    );
    assert.equal(statusOf(id), status);
  });
}

for (const id of ['7fb95f64-8827-5673-a4cd-3d074a77bab7', undefined, 7, '']) {
  test(`a withdrawal of ${JSON.stringify(id)} finds nothing`, async () => {
    const reply = await withdraw(id);

    assert.deepEqual([reply.status, errorOf(reply)], [400, NOT_FOUND]);
  });
}

test('only what waits can be decided, and only what is there', async () => {
  const id = sopague.fileRefundRequest({ amount: 100 });
  sopague.decideRefundRequest(id, 'APROVADO');

  assert.throws(() => sopague.decideRefundRequest(id, 'REJEITADO'), RangeError);
  assert.throws(() => sopague.decideRefundRequest('none', 'APROVADO'), RangeError);
});

test("another account's request is neither listed nor withdrawn", async () => {
  await sopague.close();
  const account = (name: string) => ({ userName: name, password: name });
  sopague = await startSopagueSimulator({ accounts: { a: account('a'), b: account('b') } });
  used = await logIn('a', 'a');
  const id = sopague.fileRefundRequest({ amount: 100, account: 'b' });

  assert.equal((await list(`?id=${id}`)).totalCount, 0);
  assert.equal(errorOf(await withdraw(id)), NOT_FOUND);
  assert.equal(statusOf(id), 'PENDENTE');
});

const LOST = ['never', 'reset-before-headers', 'reset-after-headers', 'truncated'] as const;

for (const answers of LOST) {
  for (const applies of [true, false]) {
    test(`a withdrawal answered "${answers}" is ${applies ? '' : 'not '}done, as asked for`, async () => {
      const id = sopague.fileRefundRequest({ amount: 100 });
      sopague.next({ applies, answers }, { kind: 'withdraw_refund_request' });
      const kind = 'withdraw_refund_request';
      const hangsUp = answers === 'never' ? { signal: abortOn(sopague, 'answered', kind) } : {};

      await assert.rejects(withdraw(id, hangsUp));

      assert.equal(statusOf(id), applies ? 'CANCELADO' : 'PENDENTE');
      assert.equal(sopague.received('withdraw_refund_request').length, 1);
    });
  }
}

test('errors come in the form of their own page, with any text', async () => {
  const faults = [{ status: 400, code: 'Não.' }, { status: 400 }, { status: 500 }, { status: 502, body: '' }];
  for (const fault of faults) sopague.next(fault, { kind: 'withdraw_refund_request' });
  sopague.next({ status: 500 }, { kind: 'list_refund_requests' });
  const texts: string[] = [];
  for (const _ of faults) texts.push((await withdraw('any')).text);
  texts.push((await send('GET', '/v1/refund/list')).text);
  const unknown = '[{"tag":"","description":"Não foi possível executar comando. Erro desconhecido."}]';

  assert.deepEqual(texts, ['{"error":"Não."}', `{"error":"${NOT_FOUND}"}`, unknown, '', unknown]);
});

test('requests are counted by kind, and a token that is dead opens nothing', async () => {
  const id = sopague.fileRefundRequest({ amount: 100 });
  await list();
  await list('?take=1');
  sopague.expireTokens();

  assert.deepEqual(await withdraw(id), { status: 401, text: '' });
  const kinds = ['list_refund_requests', 'withdraw_refund_request', 'other'] as const;
  assert.deepEqual(
    kinds.map((kind) => sopague.received(kind).length),
    [2, 1, 0],
  );
  assert.equal(statusOf(id), 'PENDENTE');
});

test('there is no way to file a request, and no other to read one', async () => {
  for (const [method, path] of [
    ['POST', '/v1/refund'],
    ['GET', '/v1/refund/cancel'],
    ['POST', '/v1/refund/list'],
  ] as const)
    assert.equal((await send(method, path)).status, 404);
});
