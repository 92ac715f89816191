import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../../local/simulators/kit/faults.ts';
import type { LetpaySimulator } from '../../../local/simulators/letpay/simulator.ts';
import { sleep, systemClock } from '../../../shared/function/process.ts';
import type { TokenModel } from '../../../shared/ports/session-store.ts';
import type { SessionReply } from '../../../shared/ports/sessions.ts';
import { type LetpayProcesses, startLetpayProcesses, toCancel } from './letpay-processes.ts';

const PROCESSES = 4;
const CANCELS_EACH = 3;

/** A process that waits for a slot asks for it more often than in earnest. */
const IMPATIENT = {
  clock: systemClock,
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms / 5, signal),
};

type Scene = { readonly tokenModel: TokenModel; readonly slots: number };

/** Where sessions of one account may live side by side. Where a login ends all others they may not, and one slot is right. */
const PEACEFUL: readonly Scene[] = [
  { tokenModel: 'reusable', slots: 1 },
  { tokenModel: 'reusable', slots: 3 },
  { tokenModel: 'single_use', slots: 1 },
  { tokenModel: 'single_use', slots: 3 },
  { tokenModel: 'exclusive_login', slots: 1 },
];

const FAULTS: readonly { name: string; fault: Fault; isDone: boolean }[] = [
  { name: 'lost answers', fault: { applies: true, answers: 'reset-before-headers' }, isDone: false },
  { name: 'answers cut off', fault: { applies: true, answers: 'truncated' }, isDone: false },
  { name: 'requests lost', fault: { applies: false, answers: 'reset-before-headers' }, isDone: false },
  { name: '502s with HTML', fault: { applies: true, status: 502, body: '<html>' }, isDone: false },
  {
    name: '502s that bring a token',
    fault: { applies: true, status: 502, code: '00.03.0001' },
    isDone: false,
  },
  { name: '401s', fault: { status: 401 }, isDone: true },
];

type Done = { readonly paymentId: string; readonly reply: SessionReply };

const isDone = ({ reply }: Done) => reply.is === 'answered' && reply.status === 200;

/** Several processes at once, each with cancels one after another. */
async function cancelInParallel({ start, newPayment }: LetpayProcesses, slots: number): Promise<Done[]> {
  const all = Array.from({ length: PROCESSES }, async () => {
    const process = start({ slots, time: IMPATIENT });
    const done: Done[] = [];
    for (let times = 0; times < CANCELS_EACH; times++) {
      const paymentId = newPayment();
      done.push({ paymentId, reply: await process.send(toCancel(paymentId)) });
    }
    return done;
  });
  return (await Promise.all(all)).flat();
}

function assertEffects(provider: LetpaySimulator, done: readonly Done[]): void {
  for (const one of done) {
    const effects = provider.effects(one.paymentId);
    if (isDone(one)) assert.equal(effects, 1);
    else if (one.reply.is === 'not_sent') assert.equal(effects, 0);
    else assert.ok(effects <= 1);
  }
}

for (const { tokenModel, slots } of PEACEFUL) {
  for (const refreshTokens of ['always', 'never', 'same'] as const) {
    test(`${tokenModel} tokens, ${slots} slots, next tokens ${refreshTokens}: each slot logs in once, and no token is in two requests`, async (t) => {
      const processes = await startLetpayProcesses(t, { tokenModel, refreshTokens, latencyMs: 1 });
      const { provider } = processes;

      const done = await cancelInParallel(processes, slots);

      assert.equal(provider.tokenInTwoRequestsAtOnce, 0);
      assert.ok(provider.logins <= slots, `${provider.logins} logins`);
      assert.equal(provider.unauthorized, 0);
      assert.ok(done.every(isDone));
      assertEffects(provider, done);
    });
  }

  for (const { name, fault, isDone: areDone } of FAULTS) {
    test(`${tokenModel} tokens, ${slots} slots: ${name} cost at most a login each`, async (t) => {
      const processes = await startLetpayProcesses(t, { tokenModel, latencyMs: 1 });
      const { provider } = processes;
      // Three 401s in a row are a storm, which ends the request.
      const faults = 2;
      provider.next(fault, { times: faults });

      const done = await cancelInParallel(processes, slots);

      assert.equal(provider.tokenInTwoRequestsAtOnce, 0);
      assert.ok(provider.logins <= slots + faults, `${provider.logins} logins`);
      assert.equal(provider.unauthorized, fault.status === 401 ? faults : 0);
      assert.equal(done.filter((one) => !isDone(one)).length, areDone ? 0 : faults);
      assertEffects(provider, done);
    });
  }
}

test('where a login ends all others, more slots than one cancel nothing twice, and say of nothing that it was done', async (t) => {
  const processes = await startLetpayProcesses(t, { tokenModel: 'exclusive_login', latencyMs: 1 });

  const done = await cancelInParallel(processes, 3);

  assert.equal(processes.provider.tokenInTwoRequestsAtOnce, 0);
  assert.ok(done.every((one) => isDone(one) || one.reply.is === 'not_sent'));
  assertEffects(processes.provider, done);
});
