import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import type { OperatorCommand } from '../../infra/call-operator.ts';
import { operate } from './operate.ts';
import { readOperation, readProblem } from './shapes.ts';
import { startWorld, type TestPayment, toPath, type World } from './world.ts';

let world: World;

before(async () => {
  world = await startWorld({ merchants: ['loja-1', 'loja-2'] });
});
after(() => world.close());
beforeEach(() => world.forget());

type List = {
  operations: { id: string; state: string; merchantId: string }[];
  links: { next: string | null };
};

async function list(query = '', merchantId = 'loja-1'): Promise<List> {
  const { status, body, text } = await world.get(`/v1/merchants/${merchantId}/letpay/operations${query}`);
  assert.equal(status, 200, text);
  return body as List;
}

/** A cancel of which nothing could be sent: the login does not answer. */
async function unsent(merchantId = 'loja-1'): Promise<{ payment: TestPayment; id: string }> {
  const payment = world.newPayment('letpay', merchantId);
  world.letpay.expireTokens();
  world.letpay.next(
    { applies: false, answers: 'reset-before-headers' },
    { kind: 'login', times: Number.POSITIVE_INFINITY },
  );
  const operation = readOperation(await world.cancel(payment), 202);
  world.letpay.clearFaults();
  return { payment, id: operation.id };
}

const withdraw = ({ payment, id }: { payment: TestPayment; id: string }) =>
  world.call({ method: 'POST', path: `${toPath(payment)}/cancellations/${id}/withdraw` });

describe('the list of what is unfinished', () => {
  test('has the open operations of this merchant and of no other', async () => {
    const unknown = world.newPayment('letpay');
    world.letpay.next({ applies: true, answers: 'reset-before-headers' });
    const ours = readOperation(await world.cancel(unknown), 202);
    const theirs = world.newPayment('letpay', 'loja-2');
    world.letpay.next({ applies: true, answers: 'reset-before-headers' });
    const other = readOperation(await world.cancel(theirs), 202);

    assert.deepEqual(
      (await list('?state=open')).operations.map(({ id }) => id),
      [ours.id],
    );
    assert.deepEqual(
      (await list('', 'loja-2')).operations.map(({ id }) => id),
      [other.id],
    );
    assert.deepEqual((await list('?state=manual_review')).operations, []);

    await world.cancel(unknown);
    assert.deepEqual((await list()).operations, []);
  });

  test('is paged, and every page is part of the whole', async () => {
    const ids = new Set<string>();
    for (let index = 0; index < 60; index++) {
      const payment = world.newPayment('letpay');
      world.letpay.next({ applies: true, answers: 'reset-before-headers' });
      ids.add(readOperation(await world.cancel(payment), 202).id);
    }
    const seen: string[] = [];
    let page = await list();
    seen.push(...page.operations.map(({ id }) => id));
    while (page.links.next) {
      page = (await world.get(page.links.next)).body as List;
      seen.push(...page.operations.map(({ id }) => id));
    }
    assert.deepEqual(seen.toSorted(), [...ids].toSorted());
  });

  test('refuses a state, a place or a parameter that it does not know', async () => {
    for (const query of ['?state=closed', '?after=x', '?after=eyJzaGFyZCI6LTF9', '?sate=open']) {
      const answer = await world.get(`/v1/merchants/loja-1/letpay/operations${query}`);
      readProblem(answer, 400, 'validation_failed');
    }
  });
});

describe('a withdrawal', () => {
  test('takes back what was not sent, which is final, and answers the same again', async () => {
    const operation = await unsent();

    const first = readOperation(await withdraw(operation), 200);
    const again = readOperation(await withdraw(operation), 200);

    assert.deepEqual([first.state, first.outcome], ['failed', 'not_applied']);
    assert.deepEqual(again, first);
    const repeat = readOperation(await world.cancel(operation.payment), 200);
    assert.equal(repeat.state, 'failed');
    assert.equal(world.sent(operation.payment, 'cancel').length, 0);
  });

  test('leaves the payment free for another operation', async () => {
    const operation = await unsent();
    await withdraw(operation);
    readOperation(await world.cancel(operation.payment, { key: 'key-2' }), 202);
  });

  test('of what was sent is refused', async () => {
    const payment = world.newPayment('letpay');
    world.letpay.next({ applies: true, answers: 'reset-before-headers' });
    const { id } = readOperation(await world.cancel(payment), 202);

    const problem = readProblem(await withdraw({ payment, id }), 409, 'withdraw_not_allowed');

    assert.deepEqual([problem.outcome, problem.operation?.id], ['unknown', id]);
  });

  test('of an operation that is not there is refused', async () => {
    const payment = world.newPayment('letpay');
    readProblem(await withdraw({ payment, id: `op_${'0'.repeat(26)}` }), 404, 'operation_not_found');
  });
});

describe('a person', () => {
  const invoke = (command: OperatorCommand) => operate(world.stack, 'letpay', command);

  /** A problem in the answer, and no failure of the function. */
  function assertRefused({ status, payload }: Awaited<ReturnType<typeof invoke>>): void {
    assert.equal(status, 400);
    assert.partialDeepStrictEqual(payload, { problem: { code: 'validation_failed' } });
  }

  async function listAll(): Promise<string[]> {
    const ids: string[] = [];
    let after: object | null | undefined;
    do {
      const { payload } = await invoke({ command: 'list', state: 'open', ...(after && { after }) });
      const page = payload as { operations: { id: string }[]; next: object | null };
      ids.push(...page.operations.map(({ id }) => id));
      after = page.next;
    } while (after);
    return ids;
  }

  test('sees what is unfinished, how it came so, and records what they found, with evidence', async () => {
    const payment = world.newPayment('letpay');
    world.letpay.next({ applies: true, answers: 'reset-before-headers' });
    const { id: operationId } = readOperation(await world.cancel(payment), 202);
    const { merchantId, paymentId } = payment;

    assert.ok((await listAll()).includes(operationId));
    const shown = (await invoke({ command: 'show', merchantId, paymentId })).payload as {
      operations: object[];
    };
    assert.equal(shown.operations.length, 1);

    const resolve = { command: 'resolve', merchantId, paymentId, operationId };
    const tooEarly = await invoke({ ...resolve, outcome: 'failed', evidence: 'the dashboard says so' });
    assertRefused(tooEarly);
    const unfounded = await invoke({ ...resolve, outcome: 'succeeded', evidence: 'yes' });
    assertRefused(unfounded);

    const recorded = await invoke({ ...resolve, outcome: 'succeeded', evidence: 'the dashboard says so' });
    assert.equal(recorded.status, 200);
    const after = (await invoke({ command: 'show', merchantId, paymentId })).payload as {
      operations: { state: string; recording: { by: string; evidence: string } }[];
    };
    assert.equal(after.operations[0]?.state, 'succeeded');
    assert.deepEqual(
      [after.operations[0]?.recording.by, after.operations[0]?.recording.evidence],
      ['arn:aws:iam::000000000000:root', 'the dashboard says so'],
    );
  });

  test('probes how tokens live; sessions follow the verdict, and what speaks against it', async () => {
    world.letpay.tokenModel = 'reusable';
    const probed = (await invoke({ command: 'probe', merchantId: 'loja-2' })).payload as {
      tokenModel: string;
    };
    assert.equal(probed.tokenModel, 'reusable');

    const many = Array.from({ length: 6 }, () => world.newPayment('letpay', 'loja-2'));
    readOperation(await world.cancel(many[0] ?? assert.fail()), 202);
    world.forget();
    await Promise.all(many.slice(1).map((payment) => world.cancel(payment)));
    assert.equal(world.letpay.unauthorized, 0);

    world.letpay.tokenModel = 'exclusive_login';
    world.letpay.expireTokens();
    const payments = Array.from({ length: 4 }, () => world.newPayment('letpay', 'loja-2'));
    for (const payment of payments) await world.cancel(payment);
    for (const payment of payments) {
      await world.cancel(payment);
      assert.equal(world.effects(payment), 1);
    }
    world.letpay.tokenModel = 'reusable';
  });
});
