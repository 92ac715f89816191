import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import * as z from 'zod';
import { runOps } from '../../ops/run-ops.ts';
import { eventually } from '../local/eventually.ts';
import { readOperation, readPayment, readProblem } from './shapes.ts';
import { AMOUNT, startWorld, type TestPayment, toPath, type World } from './world.ts';

const trailSchema = z.object({
  record: z.object({
    trail: z.array(z.object({ step: z.string(), state: z.string(), requests: z.array(z.unknown()) })),
  }),
});

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', concurrency: 1 });
});
beforeEach(() => world.forget());
after(() => world.close());

async function ops(...args: readonly string[]): Promise<string> {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  const code = await runOps([...args, '--local', world.stack.url], { print: keep, complain: keep });
  assert.equal(code, 0, lines.join('\n'));
  return lines.join('\n');
}

describe('a refusal of ours after a read is shown as that: nothing was sent, and the figures are there', () => {
  const ROWS: readonly (readonly [what: string, of: () => TestPayment])[] = [
    ['a refund at LetPay', () => world.newLetpayPayment({ status: 'PAID' })],
    ['a refund at SoPague', () => world.newPayment('sopague')],
    ['a refund at Mercado Pago', () => world.newMercadopagoPayment({ status: 'approved' })],
  ];
  for (const [what, of] of ROWS)
    test(what, async () => {
      const payment = of();
      const answer = await world.refund(payment, { body: { amount: AMOUNT + 1 } });

      const problem = readProblem(answer, 422, 'amount_exceeds_available');
      assert.deepEqual(problem.amounts, { total: AMOUNT, returned: 0, left: AMOUNT });
      assert.equal(problem.provider, undefined, 'the provider refused nothing');
      const link = problem.operation?.link ?? assert.fail('it names no operation');
      assert.equal(readOperation(await world.get(link), 200).attempts, 0);
      const { record } = trailSchema.parse(JSON.parse(await ops('export', '--operation', link)));
      assert.deepEqual(
        record.trail.map(({ step, state }) => [step, state]),
        [['preflight', 'failed']],
      );
      assert.ok(record.trail[0]?.requests.length, 'the inquiry is in the trail');
      assert.equal(world.effects(payment), 0);
    });
});

test('an outcome that a person recorded names who recorded it everywhere: answer, payment and event', async () => {
  const payment = world.newLetpayPayment({ status: 'PAID' });
  world.letpay.next({ applies: false, answers: 'reset-before-headers' }, { kind: 'refund' });
  const { links, id } = readOperation(await world.refund(payment), 202);
  await ops(
    ...['resolve', '--operation', links.self, '--outcome', 'succeeded'],
    ...['--evidence', 'Receipt 4711'],
  );

  const operation = readOperation(await world.get(links.self), 200);
  assert.equal(operation.attribution, 'recorded');
  assert.partialDeepStrictEqual(operation.recording, {
    by: 'arn:aws:iam::000000000000:root',
    evidence: 'Receipt 4711',
  });
  const { operations } = readPayment(await world.get(toPath(payment)));
  assert.deepEqual(operations[0]?.recording, operation.recording);
  const recorded = () =>
    world.stack.events.entries.find(
      ({ event }) =>
        event['detail-type'] === 'PaymentRefundSucceeded' && JSON.stringify(event.detail).includes(id),
    );
  await eventually(() => recorded() !== undefined);
  assert.match(
    JSON.stringify(recorded()?.event.detail),
    /"recording":\{"by":"arn:aws:iam::\d+:root".*"evidence":"Receipt 4711"/,
  );
});

test('a refund that people have to file is listed as waiting for a person, with what to do and by when', async () => {
  const payment = world.newPayment('sopague');
  const filed = readOperation(await world.refund(payment, { body: { strategy: 'refund_only' } }), 202);

  assert.equal(filed.action?.kind, 'file_refund_request');
  assert.ok(Date.parse(filed.action.until ?? '') > world.now());
  const listed = await ops('list');
  assert.ok(listed.includes(filed.id), listed);
  assert.doesNotMatch(listed, /Nothing waits for a person/);
});
