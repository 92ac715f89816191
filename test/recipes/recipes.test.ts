import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type LetpaySimulator, startLetpaySimulator } from '../../functions/letpay/simulator.ts';
import { type LocalStack, startLocalStack } from '../../infra/local/local-stack.ts';
import { startLossyProxy } from './lossy-proxy.ts';
import { checkTypes, createRecipeFolder, type RecipeFolder } from './recipe-folder.ts';
import { missingOf, runProgram } from './run-program.ts';

const ACCESS_KEY = { accessKeyId: 'receita', secretAccessKey: 'receita-segredo' };
const LOGIN = { apiKey: 'recipe-pass-a', apiSecret: 'recipe-pass-b' };

let letpay: LetpaySimulator;
let stack: LocalStack;
let folder: RecipeFolder;

before(async () => {
  letpay = await startLetpaySimulator({ accounts: { 'loja-1': LOGIN } });
  stack = await startLocalStack({
    ...{ engine: 'dynalite', schedules: false, auth: ACCESS_KEY },
    providerUrls: { letpay: letpay.url },
    secrets: { 'loja-1': { letpay: { ...LOGIN, environment: 'sandbox' } } },
  });
  folder = createRecipeFolder();
});
after(async () => {
  folder.remove();
  await stack.close();
  await letpay.close();
});

/** What a recipe finds in its environment. The session token has to be in the signature. */
const toEnvironment = (url: string) => ({
  ...{ ESTORNO_URL: url, AWS_REGION: stack.region, AWS_SESSION_TOKEN: 'session/token+of=a role' },
  AWS_ACCESS_KEY_ID: ACCESS_KEY.accessKeyId,
  AWS_SECRET_ACCESS_KEY: ACCESS_KEY.secretAccessKey,
});

const run = (command: readonly string[], url = stack.url) =>
  runProgram(command, { folder: folder.path, env: toEnvironment(url) });

type Recipe = {
  readonly page: string;
  readonly files: readonly string[];
  /** What must be on the machine. */
  readonly needs: readonly string[];
  readonly command: readonly string[];
  /** What comes before the command, such as a compiler. */
  readonly first?: readonly (readonly string[])[];
};

const LANGUAGES: Readonly<Record<string, Recipe>> = {
  curl: { page: 'curl', files: ['cancel.sh'], needs: ['bash', 'curl'], command: ['bash', 'cancel.sh'] },
  Node: {
    ...{ page: 'node', files: ['sign.ts', 'cancel.ts'], needs: [] },
    command: [process.execPath, 'cancel.ts'],
  },
  Python: { page: 'python', files: ['cancel.py'], needs: ['python3'], command: ['python3', 'cancel.py'] },
  Java: { page: 'java', files: ['Estorno.java'], needs: ['java'], command: ['java', 'Estorno.java'] },
  Kotlin: {
    ...{ page: 'java', files: ['Estorno.java', 'Cancel.kt'], needs: ['kotlinc', 'kotlin', 'javac'] },
    first: [
      ['kotlinc', 'Cancel.kt', 'Estorno.java', '-d', 'classes'],
      ['javac', '-d', 'classes', 'Estorno.java'],
    ],
    command: ['kotlin', '-cp', 'classes', 'CancelKt'],
  },
  PHP: { page: 'php', files: ['cancel.php'], needs: ['php'], command: ['php', 'cancel.php'] },
};

for (const [language, { page, files, needs, command, first = [] }] of Object.entries(LANGUAGES)) {
  const missing = missingOf(needs);
  const skip =
    missing !== undefined &&
    `there is no ${missing} on this machine: install it to try docs/recipes/${page}.md`;
  describe(`from ${language}`, { skip, concurrency: true }, () => {
    before(async () => {
      folder.add(page, ...files);
      for (const step of first) assert.equal((await run(step)).code, 0);
    });

    test('a payment is canceled once, though the first answer was lost', async () => {
      const proxy = await startLossyProxy(stack.url);
      const payment = letpay.createPayment({ amount: 1035 });

      const ended = await run([...command, 'loja-1', 'letpay', payment, `order-${language}`], proxy.url);
      await proxy.close();

      assert.equal(ended.code, 0, JSON.stringify(ended));
      assert.match(ended.stdout, /succeeded/);
      assert.ok(proxy.answers() >= 2);
      assert.equal(letpay.effects(payment), 1);
    });

    test('a refusal says why, and what to do instead', async () => {
      const payment = letpay.createPayment({ amount: 1035, status: 'PAID' });

      const ended = await run([...command, 'loja-1', 'letpay', payment, `order-${language}`]);

      assert.equal(ended.code, 1, JSON.stringify(ended));
      assert.match(ended.stdout, /not_cancelable[\s\S]*refund/);
      assert.equal(letpay.effects(payment), 0);
    });
  });
}

test('the types of the Node recipe fit those of the client', () => {
  folder.add('node', 'sign.ts', 'cancel.ts');
  checkTypes(folder.path, 'sign.ts', 'cancel.ts');
});
