import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toOperationId } from '../../../shared/domain/ids.ts';
import { createFuzzFunction, type ProviderId } from '../../fuzz/fuzz-function.ts';
import { PAYMENT_ID } from '../../fuzz/odd-requests.ts';
import { createPorts, MERCHANT, START } from '../../fuzz/ports.ts';
import { createProviderDouble } from '../../fuzz/provider-double.ts';
import { KEY, type Meant, readAnswer, toBatch, toRequest } from './triggers.ts';

const HOUR_MS = 3_600_000;

const LIMIT = { notAfter: new Date(START + HOUR_MS) };

/** What a caller may say by which it is too late at some time. */
const ROWS = [
  {
    name: "its caller's limit",
    provider: 'letpay',
    path: 'cancellations',
    body: LIMIT,
    refusal: 'deadline_exceeded',
  },
  {
    name: "its caller's limit, for a refund",
    provider: 'letpay',
    path: 'refunds',
    body: LIMIT,
    refusal: 'deadline_exceeded',
  },
  {
    name: "its provider's window",
    provider: 'sopague',
    path: 'cancellations',
    body: { capturedAt: new Date(START) },
    refusal: 'cancel_window_closed',
  },
] as const satisfies readonly (Meant & { readonly name: string; readonly refusal: string })[];

function createScene(provider: ProviderId) {
  const double = createProviderDouble({ provider, paid: false, method: 'PICPAY' }, []);
  const ports = createPorts(double.answer);
  return { ports, invoke: createFuzzFunction(provider, ports) };
}

describe('a command that was begun in time, and is repeated later', () => {
  for (const row of ROWS) {
    const { name, provider } = row;
    const ref = { merchantId: MERCHANT, provider, paymentId: PAYMENT_ID[provider] };

    test(`is answered as its operation stands: ${name}`, async () => {
      const { ports, invoke } = createScene(provider);
      await invoke(toRequest(row));
      ports.pass(50 * HOUR_MS);

      const { id, state, outcome } = readAnswer(await invoke(toRequest(row)));

      assert.deepEqual([id, state, outcome], [toOperationId(ref, KEY), 'succeeded', 'applied']);
      assert.equal(ports.sent.filter(({ movesMoney }) => movesMoney).length, 1);
    });

    test(`is not reported as refused on the bus: ${name}`, async () => {
      const { ports, invoke } = createScene(provider);
      await invoke(toBatch(row));
      ports.pass(50 * HOUR_MS);

      assert.deepEqual(await invoke(toBatch(row)), { batchItemFailures: [] });

      assert.deepEqual(ports.published, []);
    });

    test(`is refused where it was not begun: ${name}`, async () => {
      const { ports, invoke } = createScene(provider);
      ports.pass(50 * HOUR_MS);

      const { code, outcome } = readAnswer(await invoke(toRequest(row)));

      assert.deepEqual([code, outcome], [row.refusal, 'not_applied']);
      assert.deepEqual(
        ports.sent.filter(({ movesMoney }) => movesMoney),
        [],
      );
    });
  }
});
