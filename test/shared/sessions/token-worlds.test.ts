import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LetpaySimulator } from '../../../functions/letpay/simulator.ts';
import type { Answer } from '../../../shared/domain/answer.ts';
import { sleep, systemClock } from '../../../shared/runtime/process.ts';
import type { Fault } from '../../../shared/simulator/faults.ts';
import type { TokenWorld } from '../../../shared/simulator/tokens.ts';
import { type LetpayProcesses, startLetpayProcesses } from './letpay-processes.ts';

const PROCESSES = 4;
const CANCELS_EACH = 3;

const BEGIN = systemClock();

/** So many times slower passes the time in which a slot has to become free: a busy machine is no reason to give up. */
const SLOWER = 20;

/** Who waits for a slot looks for it more often than in earnest, and for longer. */
const IMPATIENT = {
  clock: () => BEGIN + (systemClock() - BEGIN) / SLOWER,
  sleep: (ms: number, signal?: AbortSignal) => sleep(ms / 5, signal),
};

type World = { readonly world: TokenWorld; readonly slots: number };

/** Where sessions of one account may live side by side. In S3 they may not, and one slot is right. */
const PEACEFUL: readonly World[] = [
  { world: 'S1', slots: 1 },
  { world: 'S1', slots: 3 },
  { world: 'S2', slots: 1 },
  { world: 'S2', slots: 3 },
  { world: 'S3', slots: 1 },
];

const FAULTS: readonly { name: string; fault: Fault; answers: Answer['is'] }[] = [
  { name: 'lost answers', fault: { applies: true, answers: 'reset-before-headers' }, answers: 'doubt' },
  { name: 'answers cut off', fault: { applies: true, answers: 'truncated' }, answers: 'doubt' },
  { name: 'requests lost', fault: { applies: false, answers: 'reset-before-headers' }, answers: 'doubt' },
  { name: '502s with HTML', fault: { applies: true, status: 502, body: '<html>' }, answers: 'doubt' },
  {
    name: '502s that bring a token',
    fault: { applies: true, status: 502, code: '00.03.0001' },
    answers: 'doubt',
  },
  { name: '401s', fault: { status: 401 }, answers: 'accepted' },
];

type Done = { readonly paymentId: string; readonly answer: Answer };

/** Several processes at once, each with cancels one after another. */
async function cancelInParallel({ start, newPayment }: LetpayProcesses, slots: number): Promise<Done[]> {
  const all = Array.from({ length: PROCESSES }, async () => {
    const process = start({ slots, time: IMPATIENT });
    const done: Done[] = [];
    for (let times = 0; times < CANCELS_EACH; times++) {
      const paymentId = newPayment();
      done.push({ paymentId, answer: await process.cancel({ paymentId }) });
    }
    return done;
  });
  return (await Promise.all(all)).flat();
}

function assertEffects(provider: LetpaySimulator, done: readonly Done[]): void {
  for (const { paymentId, answer } of done) {
    const effects = provider.effects(paymentId);
    if (answer.is === 'accepted') assert.equal(effects, 1);
    else if (answer.is === 'not_sent') assert.equal(effects, 0);
    else assert.ok(effects <= 1);
  }
}

for (const { world, slots } of PEACEFUL) {
  for (const refreshTokens of ['always', 'never', 'same'] as const) {
    test(`in ${world} with ${slots} slots, next tokens ${refreshTokens}, each slot logs in once and no token meets itself`, async (t) => {
      const processes = await startLetpayProcesses(t, { world, refreshTokens, latencyMs: 1 });
      const { provider } = processes;

      const done = await cancelInParallel(processes, slots);

      assert.equal(provider.tokenInTwoRequestsAtOnce, 0);
      assert.ok(provider.logins <= slots, `${provider.logins} logins`);
      assert.equal(provider.unauthorized, 0);
      assert.ok(done.every(({ answer }) => answer.is === 'accepted'));
      assertEffects(provider, done);
    });
  }

  for (const { name, fault, answers } of FAULTS) {
    test(`in ${world} with ${slots} slots, ${name} cost at most a login each`, async (t) => {
      const processes = await startLetpayProcesses(t, { world, latencyMs: 1 });
      const { provider } = processes;
      // Three 401s in a row are a storm, which ends all of it.
      const faults = 2;
      provider.next(fault, { times: faults });

      const done = await cancelInParallel(processes, slots);

      assert.equal(provider.tokenInTwoRequestsAtOnce, 0);
      assert.ok(provider.logins <= slots + faults, `${provider.logins} logins`);
      assert.equal(provider.unauthorized, fault.status === 401 ? faults : 0);
      const expected = answers === 'accepted' ? 0 : faults;
      assert.equal(done.filter(({ answer }) => answer.is !== 'accepted').length, expected);
      assertEffects(provider, done);
    });
  }
}

describe('in S3 with more slots than sessions can live,', () => {
  test('no token meets itself, and nothing is canceled twice or taken for canceled', async (t) => {
    const processes = await startLetpayProcesses(t, { world: 'S3', latencyMs: 1 });

    const done = await cancelInParallel(processes, 3);

    assert.equal(processes.provider.tokenInTwoRequestsAtOnce, 0);
    assert.ok(done.every(({ answer }) => answer.is === 'accepted' || answer.is === 'not_sent'));
    assertEffects(processes.provider, done);
  });
});
