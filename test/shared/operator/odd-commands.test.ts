import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createScene, toId } from './scene.ts';

const PAYMENT = { merchantId: 'loja-1', paymentId: 'pay-1' };
const RESOLVE = {
  ...{ ...PAYMENT, command: 'resolve', operationId: toId(1), outcome: 'succeeded' },
  ...{ evidence: 'Seen in the dashboard' },
};
const LIST = { command: 'list', state: 'open' };

const ROWS: readonly [what: string, command: object, detail: RegExp][] = [
  ['an unknown command', { command: 'undo' }, /^\/command /],
  ['an invalid merchant', { command: 'probe', merchantId: '😀' }, /^\/merchantId must be a merchant id$/],
  ['an invalid merchant of a payment', { ...PAYMENT, command: 'show', merchantId: 'a#b' }, /^\/merchantId /],
  ['an invalid payment', { ...PAYMENT, command: 'show', paymentId: 'x'.repeat(3_000) }, /^\/paymentId /],
  ['evidence of half a character', { ...RESOLVE, evidence: `${'x'.repeat(20)}\ud800` }, /^\/evidence /],
  ['too little evidence', { ...RESOLVE, evidence: 'seen' }, /^\/evidence must have at least 10 characters$/],
  ['evidence that no item can hold', { ...RESOLVE, evidence: 'x'.repeat(500_000) }, /^\/evidence /],
  [
    'two wrong fields',
    { ...RESOLVE, evidence: '', outcome: 'done' },
    /^\/outcome .*; \/evidence must have at least 10 characters$/,
  ],
  ['a page that is no whole number', { ...LIST, after: { shard: 0.5 } }, /^\/after\/shard /],
  ['a page before the first', { ...LIST, after: { shard: -1 } }, /^\/after\/shard /],
  [
    'a place that no key can name',
    { ...LIST, after: { shard: 0, after: { payment: 'x'.repeat(300), dueAt: 1 } } },
    /^\/after\/after\/payment /,
  ],
];

describe('a command is refused with the fields that are wrong, and nothing is read, stored or sent:', () => {
  for (const [what, command, detail] of ROWS)
    test(what, async () => {
      const scene = createScene();

      const answer = await scene.ask(command);

      assert.partialDeepStrictEqual(answer, { problem: { code: 'validation_failed' } });
      assert.match('problem' in answer ? Object(answer.problem).detail : '', detail);
      assert.deepEqual([scene.ledger.reads, scene.ledger.saved, scene.sent], [0, [], []]);
      const logged = scene.logged.filter(({ event }) => event !== 'operator_command');
      assert.deepEqual(logged, [{ event: 'problem', facts: { code: 'validation_failed' } }]);
      assert.ok(!JSON.stringify(scene.logged).includes('a#b'));
    });
});
