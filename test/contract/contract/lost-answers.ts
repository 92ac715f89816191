import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import type { ProviderRequest } from '../../../shared/provider/exchange.ts';
import { type Fault, HTML_PAGE, oversizedBody, redirectTo } from '../../../shared/simulator/faults.ts';
import type { ProviderSimulator } from '../../../shared/simulator/provider-simulator.ts';
import { headersOf } from '../../shared/provider/headers-of.ts';
import { nextEvent } from '../../simulator/next-event.ts';
import type { ContractRow } from '../contract-row.ts';
import { setScene } from '../scene.ts';

const HOUR_MS = 3_600_000;

/** How far a request is when nobody waits for the rest of its answer any more. */
type Until = 'received' | 'answered' | 'headers';

type Row = { readonly name: string; readonly fault: Fault; readonly waits?: Until };

/** What can come instead of an answer, of a request that was carried out. */
const ROWS: readonly Row[] = [
  { name: 'that never comes', fault: { answers: 'never' }, waits: 'answered' },
  {
    name: 'that drips until the time is over',
    fault: { answers: 'dripped', dripEveryMs: HOUR_MS },
    waits: 'headers',
  },
  { name: 'that comes too late', fault: { answersAfterMs: HOUR_MS }, waits: 'received' },
  { name: 'lost by a reset before its headers', fault: { answers: 'reset-before-headers' } },
  { name: 'lost by a reset after its headers', fault: { answers: 'reset-after-headers' } },
  { name: 'cut off in its JSON', fault: { answers: 'truncated' } },
  { name: 'of HTML with 200', fault: { body: HTML_PAGE } },
  { name: 'of HTML with 502', fault: { status: 502, body: HTML_PAGE } },
  { name: 'of HTML with 422', fault: { status: 422, body: HTML_PAGE } },
  { name: 'without a body, with 200', fault: { body: '' } },
  { name: 'without a body, with 400', fault: { status: 400, body: '' } },
  { name: 'that is too large', fault: { body: oversizedBody() } },
  { name: 'that is too large, with 422', fault: { status: 422, body: oversizedBody() } },
  { name: 'that is null', fault: { body: 'null' } },
  { name: 'that is a list', fault: { body: '[]' } },
  { name: 'that is an empty list, with 400', fault: { status: 400, body: '[]' } },
  { name: 'that is a text', fault: { body: '"ok"' } },
  { name: 'that is a number', fault: { body: '0' } },
  { name: 'that is an empty object', fault: { body: {} } },
  { name: 'of 201', fault: { status: 201 } },
  { name: 'of 204', fault: { status: 204, body: '' } },
  { name: 'of 500 in the documented form', fault: { status: 500 } },
  { name: 'of 502 in the documented form', fault: { status: 502, code: '00.03.0001' } },
  { name: 'of 503 with the code of a refusal', fault: { status: 503, code: '00.01.0038' } },
];

async function untilSoFar(t: TestContext, provider: ProviderSimulator, waits: Until): Promise<void> {
  await (waits === 'headers'
    ? headersOf(t, () => provider.received('cancel').length > 0)
    : nextEvent(provider, waits, 'cancel'));
  // What was received is carried out in the same turn.
  await new Promise(setImmediate);
}

/** Answers that do not arrive, or say nothing. */
export function testLostAnswers<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe('whatever becomes of an answer, it is a doubt and no failure, and nothing is sent again: one', () => {
    for (const { name, fault, waits } of ROWS) {
      test(name, async (t) => {
        const over = new AbortController();
        const patience = ({ movesMoney }: ProviderRequest) => (movesMoney ? over.signal : undefined);
        const { provider, cancel, assertSent } = await setScene(t, row, { patience });
        provider.next({ applies: true, ...fault });
        const isOver = waits && untilSoFar(t, provider, waits);

        const answering = cancel();
        await isOver;
        if (waits) over.abort();
        const answer = await answering;

        assert.ok(answer.is === 'doubt', `it is ${answer.is}`);
        assert.notEqual(answer.no, true);
        assertSent({ received: 1, effects: 1 });
      });
    }
  });

  test('a redirect is not followed, not with a token and not without', async (t) => {
    const { provider, cancel, assertSent } = await setScene(t, row);
    provider.next({ applies: true, ...redirectTo(`${provider.url}/elsewhere`, 307) });

    assert.equal((await cancel()).is, 'doubt');

    assert.equal(provider.received('other').length, 0);
    assertSent({ received: 1, effects: 1 });
  });

  test('the next request after a lost answer goes through', async (t) => {
    const { provider, cancel, read } = await setScene(t, row);
    provider.next({ applies: true, answers: 'reset-before-headers' });

    assert.equal((await cancel()).is, 'doubt');

    assert.equal((await read()).said, 'done');
    assert.equal(provider.unauthorized, 0);
  });

  test('an abort while the answer is awaited is a doubt', async (t) => {
    const { provider, cancel, assertSent } = await setScene(t, row);
    const aborting = new AbortController();
    provider.next({ answers: 'never' });
    provider.onEvent((event) => {
      if (event.type === 'answered' && event.request.kind === 'cancel') aborting.abort();
    });

    assert.equal((await cancel({ signal: aborting.signal })).is, 'doubt');

    assertSent({ received: 1, effects: 1 });
  });

  for (const { name, fault } of ROWS.filter(({ waits }) => !waits)) {
    test(`a read with an answer ${name} tells nothing`, async (t) => {
      const { provider, read } = await setScene(t, row);
      provider.next(fault, { kind: 'read' });

      assert.equal((await read()).said, 'cannot_tell');
    });
  }
}
