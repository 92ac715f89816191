import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { runOps } from '../../infra/ops/run-ops.ts';
import { eventually } from '../local/eventually.ts';
import { testCancelsOnce } from './cancels-once.ts';
import { readCodeBlock, readPage } from './code-block.ts';
import { isCompiled } from './languages.ts';
import { checkTypes } from './recipe-folder.ts';
import { LOGIN, type RecipeWorld, SOPAGUE_LOGIN, startRecipeWorld, toEnvironment } from './recipe-world.ts';
import { missingOf, runProgram } from './run-program.ts';
import { startSchedulerDouble } from './scheduler-double.ts';
import { STOREFRONT } from './storefront-in-time.ts';

let world: RecipeWorld;
let letpay: RecipeWorld['letpay'];
let stack: RecipeWorld['stack'];
let folder: RecipeWorld['folder'];

before(async () => {
  world = await startRecipeWorld();
  ({ letpay, stack, folder } = world);
});
after(() => world.close());

const run: RecipeWorld['run'] = (command, url) => world.run(command, url);

testCancelsOnce(
  (recipe) => !isCompiled(recipe),
  () => world,
);

describe('looking at a payment from a shell', () => {
  const missing = missingOf(['bash', 'curl']);
  const skip = missing !== undefined && `there is no ${missing} on this machine: install it to try look.sh`;
  before(() => folder.add('curl', 'look.sh'));

  test('tells what is known and possible', { skip }, async () => {
    const payment = letpay.createPayment({ amount: 1035 });
    const { code, stdout } = await run(['bash', 'look.sh', 'loja-1', 'letpay', payment]);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`"paymentId":"${payment}".*"options":`));
  });

  for (const file of ['look.sh', 'schedule-cancel.sh'])
    test(`${file} says in one sentence how it is called`, { skip }, async () => {
      folder.add('cancel-unpaid-orders', 'schedule-cancel.sh');
      const { code, stderr } = await run(['bash', file]);
      assert.deepEqual([code, stderr.trim().split('\n').length], [64, 1]);
    });
});

test('the types of the Node recipe fit those of the client', () => {
  folder.add('node', 'sign.ts', 'cancel.ts');
  checkTypes(folder.path, 'sign.ts', 'cancel.ts');
});

async function askInTime(
  what: 'cancel' | 'give up',
  payment: string,
  url = stack.url,
  order = 'order-in-time',
): Promise<string> {
  const command = [process.execPath, 'storefront.ts', what, payment, order];
  const { stdout, stderr } = await run(command, url);
  assert.equal(stderr, '');
  return stdout.trim();
}

describe('a storefront that needs an answer in time', () => {
  before(() => {
    folder.add('node', 'sign.ts');
    folder.add('answer-in-time', 'cancel-in-time.ts');
    folder.write('storefront.ts', STOREFRONT);
  });

  // Side by side: one of them waits for ten seconds.
  describe('of a provider without faults', { concurrency: true }, () => {
    test('is told yes where the provider decides while it waits', async () => {
      const payment = letpay.createPayment({ amount: 1035 });
      assert.equal(await askInTime('cancel', payment), 'yes');
      assert.equal(letpay.effects(payment), 1);
    });

    test('is told no where it will not happen', async () => {
      assert.equal(await askInTime('cancel', letpay.createPayment({ amount: 1035, status: 'PAID' })), 'no');
    });

    test('asks again where nobody answers', async () => {
      assert.equal(
        await askInTime('cancel', letpay.createPayment({ amount: 1035 }), 'http://127.0.0.1:1'),
        'ask again',
      );
    });

    test('cannot take back what was sent', async () => {
      const payment = letpay.createPayment({ amount: 1035, rules: { cancelEnds: 'never' } });
      assert.equal(await askInTime('cancel', payment), 'ask again');
      assert.equal(await askInTime('give up', payment), 'ask again');
    });

    test('is told yes where the money is back by somebody else', async () => {
      const payment = letpay.createPayment({ amount: 1035, status: 'CANCELED' });
      assert.equal(await askInTime('cancel', payment), 'yes');
      assert.equal(await askInTime('give up', payment), 'yes');
    });
  });

  test('asks again where nothing was sent, and may take it back', async () => {
    const payment = letpay.createPayment({ amount: 1035 });
    letpay.next({ status: 401 });
    letpay.next({ status: 503 }, { kind: 'login', times: Infinity });
    assert.equal(await askInTime('cancel', payment), 'ask again');
    letpay.clearFaults();

    assert.equal(await askInTime('give up', payment, stack.url, 'order-of-another'), 'ask again');
    assert.equal(await askInTime('give up', payment), 'no');
    assert.equal(await askInTime('cancel', payment), 'no');
    assert.equal(letpay.effects(payment), 0);
  });

  test('has a program whose types fit', () => checkTypes(folder.path, 'storefront.ts'));
});

describe('unpaid orders', () => {
  const missing = missingOf(['bash', 'aws']);
  const skip =
    missing !== undefined && `there is no ${missing} on this machine: install it to try the schedules`;
  const BUS = 'arn:aws:events:sa-east-1:111122223333:event-bus/EstornoEventBus';
  const ROLE = 'arn:aws:iam::111122223333:role/estorno-unpaid-loja-1';

  test('a schedule is made as the page says, and what it puts on the bus cancels the payment', {
    skip,
  }, async () => {
    const scheduler = await startSchedulerDouble();
    const payment = letpay.createPayment({ amount: 1035, status: 'PROCESSING' });
    folder.add('cancel-unpaid-orders', 'schedule-cancel.sh');
    const unpaidAt = new Date(Date.now() + 3_600_000).toISOString().slice(0, 19);

    const ended = await runProgram(['bash', 'schedule-cancel.sh', 'loja-1', payment, 'order-7', unpaidAt], {
      folder: folder.path,
      env: {
        ...toEnvironment(stack),
        ...{ AWS_ENDPOINT_URL_SCHEDULER: scheduler.url, AWS_DEFAULT_REGION: stack.region },
        ...{ EVENT_BUS_ARN: BUS, SCHEDULER_ROLE_ARN: ROLE },
      },
    });
    await scheduler.close();
    assert.equal(ended.code, 0, ended.stderr);
    const [{ path, schedule } = assert.fail('no schedule was made')] = scheduler.schedules;
    const { EventBridgeParameters: parameters, Input: detail, ...target } = schedule.Target;
    const event = { source: parameters.Source, detailType: parameters.DetailType, detail };
    await stack.putEvent(event);
    await stack.putEvent(event);
    await eventually(() => letpay.effects(payment) > 0);

    assert.deepEqual(
      [path, schedule.ScheduleExpression],
      ['/schedules/estorno-unpaid-order-7', `at(${unpaidAt})`],
    );
    assert.deepEqual(target, { Arn: BUS, RoleArn: ROLE });
    assert.equal(letpay.effects(payment), 1);
  });
});

describe('going live', () => {
  /** What people would put in the place of what the page has. */
  const CREDENTIALS: Readonly<Record<string, string>> = {
    'YOUR-API-KEY': LOGIN.apiKey,
    'YOUR-API-SECRET': LOGIN.apiSecret,
    'YOUR-USER': SOPAGUE_LOGIN.userName,
    'YOUR-PASSWORD': SOPAGUE_LOGIN.password,
  };
  const readInput = async (file = '') =>
    readCodeBlock('go-live', file).replaceAll(/YOUR-[A-Z-]+/g, (word) => CREDENTIALS[word] ?? word);

  test('every operator command of the page does its work, in the order of the page', async () => {
    const payment = letpay.createPayment({ amount: 100 });
    const canceled = await run([
      'bash',
      '-c',
      `${readCodeBlock('curl', 'cancel.sh')}`,
      'cancel.sh',
      'loja-1',
      'letpay',
      payment,
      'first',
    ]);
    const link = /"self":"(?<link>[^"]+)"/.exec(canceled.stdout)?.groups?.link ?? '';
    const lines = [...readPage('go-live').matchAll(/^npm run ops -- (?<words>.+)$/gm)];

    assert.ok(lines.length >= 15);
    for (const [line, words = ''] of lines) {
      const said: string[] = [];
      const say = (text: string) => void said.push(text);
      const args = toArguments(words.replace('LINK', link));
      const code = await runOps([...args, '--local', stack.url], { print: say, complain: say, readInput });
      assert.equal(code, 0, `${line}: ${said.join('\n')}`);
      if (words.startsWith('show')) assert.match(said.join('\n'), /"createdAt": "\d{4}-\d\d-\d\dT/);
    }
  });
});

/** As a shell would split them: quotes hold words together. */
function toArguments(words: string): string[] {
  return [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
