import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import fc from 'fast-check';
import { toOperationId, toPaymentKey } from '../../../shared/domain/ids.ts';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { HOUR_MS, MINUTE_MS } from '../../../shared/domain/time.ts';
import { createFuzzFunction, createFuzzOperator } from '../../fuzz/fuzz-function.ts';
import { PAYMENT_ID } from '../../fuzz/odd-requests.ts';
import { createPorts, MERCHANT, START } from '../../fuzz/ports.ts';
import { createProviderDouble, PROMPT, type Turn, turn } from '../../fuzz/provider-double.ts';
import { KEY, type Meant, readAnswer, toBatch, toRequest, toTask } from './triggers.ts';

type Trigger = 'http' | 'bus' | 'task' | 'sweep' | 'withdraw' | 'disable' | 'enable';

/** What becomes of a payment: triggers, and so many milliseconds that pass. */
type Story = Meant & {
  readonly paid: boolean;
  /** How the provider treats each request, in turn. */
  readonly turns: readonly Turn[];
  readonly steps: readonly (Trigger | number)[];
};

const step = fc.oneof(
  { weight: 5, arbitrary: fc.constantFrom<Trigger>('http', 'bus', 'task') },
  { weight: 2, arbitrary: fc.constantFrom<Trigger>('sweep', 'withdraw', 'disable', 'enable') },
  { weight: 4, arbitrary: fc.constantFrom(500, 40_000, 16 * MINUTE_MS, 2 * HOUR_MS, 30 * HOUR_MS) },
);

const story: fc.Arbitrary<Story> = fc.record({
  provider: fc.constantFrom('letpay', 'sopague'),
  path: fc.constantFrom('cancellations', 'refunds'),
  body: fc.constantFrom<object>({}, { notAfter: new Date(START + HOUR_MS) }, { capturedAt: new Date(START) }),
  paid: fc.boolean(),
  turns: fc.array(fc.oneof({ weight: 3, arbitrary: fc.constant(PROMPT) }, { weight: 1, arbitrary: turn }), {
    maxLength: 12,
  }),
  steps: fc.array(step, { minLength: 2, maxLength: 12 }),
});

/** A function, and what the callers of one command heard of it at the end. */
function createScene({ turns, paid, ...meant }: Story) {
  const { provider } = meant;
  const ref = { merchantId: MERCHANT, provider, paymentId: PAYMENT_ID[provider] };
  const ports = createPorts(createProviderDouble({ provider, paid, method: 'PIX' }, turns).answer);
  const invoke = createFuzzFunction(provider, ports);
  const operate = createFuzzOperator(provider, ports);
  const done: string[] = [];
  const notDone: string[] = [];
  const id = toOperationId(ref, KEY);
  const invocations: Readonly<Record<Trigger, () => Promise<unknown>>> = {
    http: async () => hear(readAnswer(await invoke(toRequest(meant)))),
    withdraw: async () => {
      const answer = await invoke(toRequest(meant, '/{operationId}/withdraw', id));
      // That it cannot be withdrawn says nothing of whether it is done.
      hear({ ...readAnswer(answer), retry: undefined });
    },
    bus: () => invoke(toBatch(meant)),
    task: () => invoke(toTask(meant)).catch(hearThrown),
    sweep: () => invoke({ trigger: 'sweep' }),
    disable: () => operate({ command: 'disable', reason: 'a test' }),
    enable: () => operate({ command: 'enable', reason: 'a test' }),
  };
  return { ports, invocations, reported: { done, notDone }, stateNow };

  function hear({ state, code, outcome, retry }: Record<string, unknown>): void {
    if (state === 'succeeded') done.push(String(state));
    const isFinal = retry === 'never' || retry === 'fix_and_new_key' || state === 'failed';
    if (outcome === 'not_applied' && isFinal) notDone.push(String(code ?? state));
  }

  function hearThrown(error: unknown): void {
    assert.ok(error instanceof EstornoError);
    const { outcome = 'not_applied', retry } = error.facts;
    hear({ code: error.name, outcome, retry: retry ?? 'after' });
  }

  function stateNow(): unknown {
    const item = unmarshall(ports.tables.itemOf('ledger', toPaymentKey(ref)) ?? {});
    const operations: { id: string; state: string }[] = item.operations ?? [];
    return operations.find((operation) => operation.id === id)?.state;
  }
}

/** Goes through a story to its end: the provider is switched on, and the sweeper runs until nothing is left. */
async function live(lived: Story) {
  const { ports, invocations, reported, stateNow } = createScene(lived);
  for (const one of lived.steps) await (typeof one === 'number' ? ports.pass(one) : invocations[one]());
  await invocations.enable();
  for (let sweeps = 0; sweeps < 40; sweeps++) {
    ports.pass(4 * HOUR_MS);
    await invocations.sweep();
  }
  for (const text of ports.published) reported.notDone.push(`${JSON.parse(text).problem.code}, on the bus`);
  return { reported, state: stateNow() };
}

test('what callers hear is true, whatever triggers the command came by and is repeated by', async () => {
  await fc.assert(
    fc.asyncProperty(story, async (lived) => {
      const { reported, state } = await live(lived);
      if (reported.done.length > 0) assert.equal(state, 'succeeded');
      if (state === 'succeeded') assert.deepEqual(reported.notDone, []);
    }),
    { numRuns: 100 },
  );
});
