import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { runOps } from '../../ops/run-ops.ts';
import { eventually } from '../local/eventually.ts';
import { readProblem } from './shapes.ts';
import { startWorld, toAccessKey, type World } from './world.ts';

let world: World;

before(async () => {
  world = await startWorld({ engine: 'dynalite', context: { notifyFrom: 'letpay=192.0.2.9' } });
});
after(() => world.close());

async function ops(...args: readonly string[]): Promise<string> {
  const printed: string[] = [];
  const complaints: string[] = [];
  const code = await runOps([...args, '--local', world.stack.url], {
    print: (text) => printed.push(text),
    complain: (text) => complaints.push(text),
  });
  assert.equal(code, 0, complaints.join('\n'));
  return printed.join('\n');
}

const BODIES = {
  letpay: { payment_token: '00000000-0000-4000-8000-000000000000' },
  sopague: { ResultId: '1'.repeat(42) },
} as const;

function notify(provider: keyof typeof BODIES) {
  return world.call({
    method: 'POST',
    path: `/v1/merchants/loja-1/${provider}/notifications`,
    headers: { 'access-key': toAccessKey('loja-1') },
    body: JSON.stringify(BODIES[provider]),
  });
}

const statusOf = async (provider: keyof typeof BODIES) => (await notify(provider)).status;

const WHO = ['--reason', 'They announced it'] as const;

test('operators see the addresses that count, and who says so', async () => {
  const shown = await ops('sources');
  assert.match(shown, /letpay +192\.0\.2\.9 +the context value notifyFrom/);
  assert.match(shown, /sopague +every address, with another proof/);
});

test('notifications of LetPay are accepted from the addresses that the deployment or an operator sets', async () => {
  readProblem(await notify('letpay'), 403, 'forbidden');

  const set = await ops('sources', 'set', '--provider', 'letpay', '--address', '127.0.0.0/8', ...WHO);

  assert.match(set, /letpay +127\.0\.0\.0\/8 +ops sources set/);
  await eventually(
    () => statusOf('letpay'),
    (status) => status === 200,
  );

  await ops('sources', 'reset', '--provider', 'letpay', ...WHO);
  await eventually(
    () => statusOf('letpay'),
    (status) => status === 403,
  );
});

test('addresses that are set for a provider with a secret are required beside it', async () => {
  assert.equal(await statusOf('sopague'), 200);

  await ops('sources', 'set', '--provider', 'sopague', '--address', '192.0.2.1', ...WHO);

  await eventually(
    () => statusOf('sopague'),
    (status) => status === 403,
  );
  await ops('sources', 'reset', '--provider', 'sopague', ...WHO);
  await eventually(
    () => statusOf('sopague'),
    (status) => status === 200,
  );
});
