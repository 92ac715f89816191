import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { SECOND_MS } from '../../shared/domain/time.ts';
import { LONGEST_INVOCATION_MS } from '../../shared/provider/budgets.ts';
import { eventually } from '../local/eventually.ts';
import { endLeases } from './aws.ts';
import type { HttpAnswer } from './http-client.ts';
import { readOperation, readProblem } from './shapes.ts';
import { PROVIDERS, type ProviderId, startWorld, type TestPayment, type World } from './world.ts';

/** Two callers with one key, and a ledger that gives no answer any more from when the money moves. */

let world: World;

before(async () => {
  world = await startWorld();
});
after(() => world.close());
beforeEach(() => world.forget());

for (const provider of PROVIDERS)
  test(`${provider}: who waits hears no state of before another caller sent it`, async () => {
    const payment = world.newPayment(provider);
    const simulator = world.simulators[provider];
    const port = Number(new URL(simulator.url).port);
    await simulator.close();
    const first = answeredAt(world.cancel(payment, { headers: { prefer: 'wait=10' } }));
    await eventually(async () => (await readWaiting(provider)) > 0);
    const moved = cutLedgerOffAtCancel(payment);
    await simulator.listen(port);

    while (moved.at === undefined) await world.cancel(payment);
    // Nobody has to wait for as long as the first caller asked to.
    world.stack.clock.moveForward(10 * SECOND_MS);
    const second = await world.cancel(payment);
    const answer = await first.answer;
    world.stack.faults.clear();

    assert.equal(world.effects(payment), 1);
    assert.ok(isHonest(second), `${second.status} ${second.text}`);
    assert.ok((first.at ?? 0) < moved.at || isHonest(answer), `${answer.status} ${answer.text}`);
    await endLeases(world.stack);
    world.stack.clock.moveForward(LONGEST_INVOCATION_MS);
    assert.equal((await finish(payment)).state, 'succeeded');
    assert.equal(world.effects(payment), 1);
  });

/** It is on its way, as far as anybody knows; or an error says that this could not be read. */
function isHonest(answer: HttpAnswer): boolean {
  if (answer.status === 202) {
    const { state, outcome } = readOperation(answer, 202);
    return state !== 'accepted' && outcome !== 'not_applied';
  }
  const { outcome, retry } = readProblem(answer, 500, 'internal_error');
  return outcome === 'unknown' && retry === 'same_key';
}

/** What has happened so far: of two things the later one has the greater number. */
let happened = 0;

/** An answer, and when it came. */
function answeredAt(answering: Promise<HttpAnswer>) {
  const answered: { at?: number } = {};
  const answer = answering.then((one) => {
    answered.at = ++happened;
    return one;
  });
  return Object.assign(answered, { answer });
}

/** From the moment in which the provider has the request on, as long as the faults are not cleared. */
function cutLedgerOffAtCancel({ provider, paymentId }: TestPayment): { at?: number } {
  const moved: { at?: number } = {};
  const stop = world.simulators[provider].onEvent((event) => {
    if (event.type !== 'received' || event.request.kind !== 'cancel') return;
    if (!`${event.request.path} ${event.request.body}`.includes(paymentId)) return;
    stop();
    moved.at = ++happened;
    const table = world.stack.tableName('Ledger');
    for (const target of ['PutItem', 'GetItem'])
      world.stack.faults.add({ kind: 'unavailable', times: Number.POSITIVE_INFINITY, target, table });
  });
  return moved;
}

/** Requests that wait at this provider. */
async function readWaiting(provider: ProviderId): Promise<number> {
  const items = await world.stack.readItems('Sessions');
  const waiting = items.find(({ session }) => session === `*#${provider}#waits`)?.waiting;
  return Array.isArray(waiting) ? waiting.length : 0;
}

/** Repeats until it is final. */
async function finish(payment: TestPayment) {
  for (let repeats = 0; repeats < 4; repeats++) {
    const answer = await world.cancel(payment);
    if (answer.status !== 202) return readOperation(answer, 200);
  }
  return assert.fail('it does not come to an end');
}
