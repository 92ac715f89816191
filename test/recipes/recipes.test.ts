import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { runOps } from '../../ops/run-ops.ts';
import { eventually } from '../local/eventually.ts';
import { testCancelsOnce } from './cancels-once.ts';
import { readCodeBlock, readPage } from './code-block.ts';
import { isCompiled } from './languages.ts';
import { checkTypes } from './recipe-folder.ts';
import {
  LOGIN,
  MERCADOPAGO_LOGIN,
  PIX_LOGIN,
  type RecipeWorld,
  SOPAGUE_LOGIN,
  startRecipeWorld,
  toEnvironment,
} from './recipe-world.ts';
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

describe('reading a payment from a shell', () => {
  const missing = missingOf(['bash', 'curl']);
  const skip =
    missing !== undefined && `there is no ${missing} on this machine: install it to try read-payment.sh`;
  before(() => folder.add('curl', 'read-payment.sh'));

  test('shows its operations and what is possible', { skip }, async () => {
    const payment = letpay.createPayment({ amount: 1035 });
    const { code, stdout } = await run(['bash', 'read-payment.sh', 'loja-1', 'letpay', payment]);
    assert.equal(code, 0);
    assert.match(stdout, new RegExp(`"paymentId":"${payment}".*"options":`));
  });

  for (const file of ['read-payment.sh', 'schedule-cancel.sh'])
    test(`${file} prints its usage in one line`, { skip }, async () => {
      folder.add('cancel-unpaid-orders', 'schedule-cancel.sh');
      const { code, stderr } = await run(['bash', file]);
      assert.deepEqual([code, stderr.trim().split('\n').length], [64, 1]);
    });
});

test('the Node recipe has no type errors', () => {
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

  // Concurrent, because one of them waits for ten seconds.
  describe('of a provider without faults', { concurrency: true }, () => {
    test('gets yes if the provider decides while it waits', async () => {
      const payment = letpay.createPayment({ amount: 1035 });
      // On a slow machine the time of the program may end before.
      await eventually(async () => (await askInTime('cancel', payment)) === 'yes');
      assert.equal(letpay.effects(payment), 1);
    });

    test('gets no if it will not happen', async () => {
      assert.equal(await askInTime('cancel', letpay.createPayment({ amount: 1035, status: 'PAID' })), 'no');
    });

    test('gets "ask again" if no answer arrives', async () => {
      assert.equal(
        await askInTime('cancel', letpay.createPayment({ amount: 1035 }), 'http://127.0.0.1:1'),
        'ask again',
      );
    });

    test('cannot withdraw what was sent', async () => {
      const payment = letpay.createPayment({ amount: 1035, rules: { cancelEnds: 'never' } });
      assert.equal(await askInTime('cancel', payment), 'ask again');
      assert.equal(await askInTime('give up', payment), 'ask again');
    });

    test('gets yes if somebody else returned the money', async () => {
      const payment = letpay.createPayment({ amount: 1035, status: 'CANCELED' });
      assert.equal(await askInTime('cancel', payment), 'yes');
      assert.equal(await askInTime('give up', payment), 'yes');
    });
  });

  test('gets "ask again" if nothing was sent, and can withdraw it', async () => {
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

  test('has a program without type errors', () => checkTypes(folder.path, 'storefront.ts'));
});

describe('unpaid orders', () => {
  const missing = missingOf(['bash', 'aws']);
  const skip =
    missing !== undefined && `there is no ${missing} on this machine: install it to try the schedules`;
  const BUS = 'arn:aws:events:sa-east-1:111122223333:event-bus/EstornoEventBus';
  const ROLE = 'arn:aws:iam::111122223333:role/estorno-unpaid-loja-1';

  test('the schedule of the page is created, and its command cancels the payment', {
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
  /** Values for the placeholders of the page. */
  const CREDENTIALS: Readonly<Record<string, string>> = {
    'YOUR-API-KEY': LOGIN.apiKey,
    'YOUR-API-SECRET': LOGIN.apiSecret,
    'YOUR-USER': SOPAGUE_LOGIN.userName,
    'YOUR-PASSWORD': SOPAGUE_LOGIN.password,
    'YOUR-ACCESS-TOKEN': MERCADOPAGO_LOGIN.accessToken,
    'YOUR-CLIENT-ID': PIX_LOGIN.clientId,
    'YOUR-CLIENT-SECRET': PIX_LOGIN.clientSecret,
    'YOUR-CERTIFICATE': toJsonText(PIX_LOGIN.certificate),
    'YOUR-PRIVATE-KEY': toJsonText(PIX_LOGIN.privateKey),
  };
  const readInput = async (file = '') =>
    readCodeBlock('go-live', file).replaceAll(/YOUR-[A-Z-]+/g, (word) => CREDENTIALS[word] ?? word);

  test('every operator command of the page succeeds, in the order of the page', async () => {
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
      const printed: string[] = [];
      const print = (text: string) => void printed.push(text);
      const args = toArguments(words.replace('LINK', link));
      const code = await runOps([...args, '--local', stack.url], { print, complain: print, readInput });
      assert.equal(code, 0, `${line}: ${printed.join('\n')}`);
      if (words.startsWith('show')) assert.match(printed.join('\n'), /"createdAt": "\d{4}-\d\d-\d\dT/);
    }
  });
});

/** A text as it stands in JSON. */
function toJsonText(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Splits words as a shell does, with quotes. */
function toArguments(words: string): string[] {
  return [...words.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
}
