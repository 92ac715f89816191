import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { DEMO_SECRETS } from '../../local/demo-providers.ts';
import { startSimulators, toUrls } from '../../local/start-simulators.ts';

async function start(t: TestContext, ...providers: readonly string[]) {
  const printed: string[] = [];
  const simulators = await startSimulators(providers, {
    ...{ secrets: DEMO_SECRETS, clock: Date.now },
    onTrouble: (sentence) => printed.push(sentence),
  });
  t.after(() => Promise.all([...simulators.running.values()].map((simulator) => simulator.close())));
  return { ...simulators, printed };
}

test('a simulator that is broken is off, and the others run', async (t) => {
  const { running, troubles, printed } = await start(t, 'nobody', 'letpay');

  const sentence =
    'The simulator of nobody is off: There is no simulator of nobody. Give its address with --nobody-url URL.';
  assert.deepEqual([...running.keys()], ['letpay']);
  assert.deepEqual([...troubles], [['nobody', sentence]]);
  assert.deepEqual(printed, [sentence]);
  const urls = toUrls({ running, troubles });
  assert.equal(urls.letpay, running.get('letpay')?.url);
  // Never the provider's own address.
  assert.match(urls.nobody ?? '', /^http:\/\/127\.0\.0\.1:/);
});

test('a simulator whose own code fails leaves nobody waiting, and says what is wrong', async (t) => {
  const { running, troubles, printed } = await start(t, 'letpay');
  const simulator = running.get('letpay');
  assert.ok(simulator);
  const fails = {
    get broken(): never {
      throw new Error('its own code failed');
    },
  };
  simulator.next({ fields: fails }, { kind: 'any', times: 2 });

  for (let times = 0; times < 2; times++) await assert.rejects(fetch(`${simulator.url}/payment/1`));

  const sentence = 'The simulator of letpay did not answer a request: its own code failed';
  assert.deepEqual([...troubles], [['letpay', sentence]]);
  assert.deepEqual(printed, [sentence]);
  assert.equal((await fetch(`${simulator.url}/payment/1`)).status, 401, 'it goes on');
});
