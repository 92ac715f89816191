import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type Fault, HTML_PAGE, oversizedBody, redirectTo } from '../../../local/simulators/kit/faults.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import { AMOUNT, type ContractRow } from '../contract-row.ts';
import { setScene, statusOf } from '../scene.ts';

/** Milliseconds that the exchange waits for an answer which does not come. */
const PATIENCE_MS = 200;

/** `refuses`: in the form of a refusal, so that a provider may mean one. It decides nothing either. */
type Row = {
  readonly name: string;
  readonly fault: Fault;
  readonly waits?: boolean;
  readonly refuses?: boolean;
};

/** What can come instead of an answer, of a request that was executed. */
const ROWS: readonly Row[] = [
  { name: 'that never comes', fault: { answers: 'never' }, waits: true },
  { name: 'that drips until the time is over', fault: { answers: 'dripped', dripEveryMs: 20 }, waits: true },
  { name: 'that comes too late', fault: { answersAfterMs: 2 * PATIENCE_MS }, waits: true },
  { name: 'lost by a reset before its headers', fault: { answers: 'reset-before-headers' } },
  { name: 'lost by a reset after its headers', fault: { answers: 'reset-after-headers' } },
  { name: 'cut off in its JSON', fault: { answers: 'truncated' } },
  { name: 'of HTML with 200', fault: { body: HTML_PAGE } },
  { name: 'of HTML with 502', fault: { status: 502, body: HTML_PAGE } },
  { name: 'of HTML with 403', fault: { status: 403, body: HTML_PAGE } },
  { name: 'of HTML with 422', fault: { status: 422, body: HTML_PAGE } },
  { name: 'without a body, with 200', fault: { body: '' } },
  { name: 'without a body, with 400', fault: { status: 400, body: '' }, refuses: true },
  { name: 'that is too large', fault: { body: oversizedBody() } },
  { name: 'that is too large, with 422', fault: { status: 422, body: oversizedBody() } },
  { name: 'that is null', fault: { body: 'null' } },
  { name: 'that is a list', fault: { body: '[]' } },
  { name: 'that is an empty list, with 400', fault: { status: 400, body: '[]' }, refuses: true },
  { name: 'that is a text', fault: { body: '"ok"' } },
  { name: 'that is a number', fault: { body: '0' } },
  { name: 'that is an empty object', fault: { body: {} } },
  { name: 'of 201', fault: { status: 201 } },
  { name: 'of 204', fault: { status: 204, body: '' } },
  { name: 'of 500 in the documented form', fault: { status: 500 } },
  { name: 'of 502 in the documented form', fault: { status: 502, code: '00.03.0001' } },
  { name: 'of 503 with the code of a refusal', fault: { status: 503, code: '00.01.0038' } },
];

/** Without what this provider reports success by. */
function rowsOf<C extends BaseCredentials>({ successes = [] }: ContractRow<C>): readonly Row[] {
  return ROWS.filter(
    ({ fault: { status, body } }) => body !== undefined || !successes.includes(status ?? 200),
  );
}

/** Answers that do not arrive, or say nothing. */
export function testLostAnswers<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe('whatever becomes of an answer, it neither ends nor fails anything, and nothing is sent again: one', () => {
    for (const { name, fault, waits, refuses = false } of rowsOf(row)) {
      test(name, async (t) => {
        const scene = await setScene(t, row, waits ? { patienceMs: PATIENCE_MS } : {});
        scene.next({ applies: true, ...fault });

        const result = await scene.send();

        if (result.status === 'ambiguous') assert.deepEqual([refuses, result.isListed], [true, false]);
        else assert.equal(result.status, 'indeterminate');
        scene.assertSent({ received: 1, effects: 1 });
      });
    }
  });

  test('a redirect is not followed, not with a token and not without', async (t) => {
    const scene = await setScene(t, row);
    scene.next({ applies: true, ...redirectTo(`${scene.provider.url}/elsewhere`, 307) });

    assert.equal((await scene.send()).status, 'indeterminate');

    assert.equal(scene.provider.received('other').length, 0);
    scene.assertSent({ received: 1, effects: 1 });
  });

  test('the next request after a lost answer goes through', async (t) => {
    const scene = await setScene(t, row);
    scene.next({ applies: true, answers: 'reset-before-headers' });

    assert.equal((await scene.send()).status, 'indeterminate');

    assert.equal(statusOf(await scene.inquire()), row.statuses.returned);
    assert.equal(scene.provider.unauthorized, 0);
  });

  test('an abort while the answer is awaited leaves the outcome unknown', async (t) => {
    const scene = await setScene(t, row);
    const aborting = new AbortController();
    scene.next({ answers: 'never' });
    scene.provider.onEvent((event) => {
      if (event.type === 'answered' && ['cancel', 'refund'].includes(event.request.kind)) aborting.abort();
    });

    assert.equal((await scene.send({ signal: aborting.signal })).status, 'indeterminate');

    scene.assertSent({ received: 1, effects: 1 });
  });

  for (const { name, fault } of ROWS.filter(({ waits }) => !waits)) {
    test(`an inquiry with an answer ${name} shows nothing`, async (t) => {
      const scene = await setScene(t, row);
      scene.provider.next(fault, { kind: 'read' });

      assert.equal(statusOf(await scene.inquire()), 'unavailable');
    });
  }

  testRepeats(row);
}

/** What the core makes of it, in the end. */
function testRepeats<C extends BaseCredentials>(row: ContractRow<C>): void {
  for (const { name, fault } of rowsOf(row).filter(({ waits }) => !waits))
    test(`what was executed with an answer ${name} is never done twice, nor called failed`, async (t) => {
      const scene = await setScene(t, row);
      scene.next({ applies: true, ...fault });

      const { state } = await scene.finish(await scene.begin());

      assert.notEqual(state, 'failed');
      assert.equal(scene.returned(), AMOUNT);
    });
}
