import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as z from 'zod/mini';
import { newPayment } from '../../../shared/operation/payment.ts';
import { createScene, OPERATOR, REF, type Scene, START, toBase } from './scene.ts';

const AT = '2026-11-21T15:00:00.000Z';
const LOST = { from: START - 120_000, until: START - 60_000 };
const PERIOD = 'Records are missed from 2026-11-21T14:58:00.000Z until 2026-11-21T14:59:00.000Z.';

const historySchema = z.object({
  changes: z.array(
    z.object({ merchant: z.string(), to: z.string(), reason: z.string(), by: z.string(), at: z.string() }),
  ),
});

async function historyOf(scene: Scene) {
  return historySchema.parse(await scene.ask({ command: 'switches' })).changes;
}

const toChange = (to: string, reason: string, merchant = '*') => ({
  merchant,
  to,
  reason,
  by: OPERATOR,
  at: AT,
});

test('who begins and ends a recovery, and restores, is stored: of many commands of one restore, once', async () => {
  const scene = createScene();
  const restore = { command: 'restore', ...LOST, items: [] };

  await scene.ask({ command: 'begin-recovery', ...LOST });
  await scene.ask(restore);
  await scene.ask(restore);
  await scene.ask({ command: 'end-recovery' });

  assert.deepEqual(await historyOf(scene), [
    toChange('recovery_begun', PERIOD),
    toChange('restored', PERIOD),
    toChange('recovery_ended', 'No records are missed.'),
  ]);
});

test('who restored an operation is named in its trail', async () => {
  const scene = createScene();
  const operation = { ...toBase(1), state: 'accepted', nextActionAt: START, inquiries: 0 };
  await scene.ask({ command: 'begin-recovery', ...LOST });

  const answer = await scene.ask({
    ...{ command: 'restore', ...LOST },
    items: [{ ...newPayment(REF), version: 3, operations: [operation] }],
  });

  assert.partialDeepStrictEqual(answer, { restored: 1, open: 1 });
  assert.partialDeepStrictEqual(scene.ledger.saved.at(-1)?.operations[0]?.trail, [
    {
      step: 'command',
      result: 'restore',
      by: 'operator',
      state: 'unknown',
      requester: { principal: OPERATOR },
    },
  ]);
});

test('a restore that is refused leaves no mark', async () => {
  const scene = createScene();
  assert.partialDeepStrictEqual(await scene.ask({ command: 'restore', ...LOST, items: [] }), {
    problem: { code: 'validation_failed' },
  });
  assert.deepEqual(await historyOf(scene), []);
});

test('who erased the history is stored in what is left of it', async () => {
  const scene = createScene();
  await scene.ask({ command: 'disable', reason: 'Down' });
  scene.world.now = START + 1;

  const first = await scene.ask({ command: 'erase-switch-history', before: START + 1 });
  const again = await scene.ask({ command: 'erase-switch-history', before: START + 1 });

  assert.deepEqual(
    [first, again],
    [
      { provider: 'modelo', erased: 1 },
      { provider: 'modelo', erased: 0 },
    ],
  );
  const [change, ...more] = await historyOf(scene);
  assert.deepEqual(more, []);
  assert.partialDeepStrictEqual(change, { to: 'history_erased', by: OPERATOR });
});

test('who had the token model probed is stored, whatever was found', async () => {
  const scene = createScene();
  const { connector } = scene.deps;
  const request = { method: 'GET', path: '/payment' } as const;
  Object.assign(scene.deps, {
    connector: {
      ...connector,
      auth: {
        type: 'rotating',
        toLogin: () => request,
        fromLogin: () => ({ is: 'unavailable', code: 'provider_unavailable' }),
        toHeaders: () => ({}),
        nextToken: () => undefined,
        toProbe: () => request,
        tokenLifetimeMs: 1,
      },
    },
  });

  assert.partialDeepStrictEqual(await scene.ask({ command: 'probe', merchantId: 'loja-1' }), {
    tokenModel: 'unclear',
  });

  assert.deepEqual(await historyOf(scene), [toChange('probed', 'The token model.', 'loja-1')]);
});
