import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/local-stack.ts';
import { startLetpaySimulator } from '../../local/simulators/letpay/simulator.ts';
import { runOps } from '../../ops/run-ops.ts';
import { letpayLogin, PROVIDERS, startWorld } from './world.ts';

let stack: LocalStack;
let open: LocalStack;
const letpay = await startLetpaySimulator({ accounts: { 'loja-1': letpayLogin('loja-1') } });

before(async () => {
  const about: LocalStackOptions = {
    ...{ engine: 'dynalite', schedules: false, providerUrls: { letpay: letpay.url } },
    secrets: { 'loja-1': { letpay: { ...letpayLogin('loja-1'), environment: 'sandbox' } } },
  };
  stack = await startLocalStack({ ...about, auth: true });
  open = await startLocalStack(about);
});
after(async () => {
  await stack.close();
  await open.close();
  await letpay.close();
});

async function verify(url: string, provider = 'letpay') {
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  const args = ['verify', '--merchant', 'loja-1', '--provider', provider, '--local', url];
  const code = await runOps(args, { print: keep, complain: keep });
  return { code, report: lines.join('\n') };
}

test('a stack that works passes every check that one machine has', async () => {
  const { code, report } = await verify(stack.url);

  assert.equal(code, 0, report);
  assert.equal(report.match(/^ok +unsigned \S+ +answered 40[0134]$/gm)?.length, 6);
  assert.match(report, /^ok +command there and back +bus, queue, function and dead letters work$/m);
  assert.match(report, /^ok +cancel of no payment +letpay answered payment_not_found$/m);
  assert.match(report, /^skipped +alarm to topic +one machine has none$/m);
  assert.deepEqual(await stack.queues.messages('CommandDeadLetters'), [], 'its own message is removed');
});

test('a stack that takes unsigned requests fails', async () => {
  const { code, report } = await verify(open.url);

  assert.equal(code, 1);
  assert.match(
    report,
    /^failed +unsigned \/v1\/merchants\/verify\/letpay\/operations +answered 200: it must be refused$/m,
  );
});

test('each provider answers that there is no such payment', async (t) => {
  const world = await startWorld();
  t.after(() => world.close());
  for (const provider of PROVIDERS) {
    const { report } = await verify(world.stack.url, provider);
    const answered = new RegExp(`^ok +cancel of no payment +${provider} answered payment_not_found$`, 'm');
    assert.match(report, answered, provider);
  }
});
