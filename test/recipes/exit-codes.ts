import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { ProblemCode } from '../../shared/domain/problem.ts';
import { toProblem } from '../../shared/http/problems.ts';
import { toOperationView } from '../../shared/operation/view.ts';
import { type ExampleStage, toExampleOperation } from '../../tools/docs/example-operations.ts';
import { type Scripted, startScriptedApi } from '../client/scripted-api.ts';
import { readPage } from './code-block.ts';
import { LANGUAGES, missingFor, type Recipe } from './languages.ts';
import { createRecipeFolder, type RecipeFolder } from './recipe-folder.ts';
import { runProgram } from './run-program.ts';

const PAYMENT = {
  merchantId: 'loja-1',
  provider: 'letpay',
  paymentId: '8f048623-16c6-47da-aca1-546a16e8fb99',
};
const ORDER = 'order-4711';
const CALL: readonly string[] = [...Object.values(PAYMENT), ORDER];

/** Longer than any program waits, so it ends as it does after the last attempt. */
const LATER = { 'retry-after': '61' };

const operation = (stage: ExampleStage): Scripted => ({
  status: stage === 'manual_review' ? 202 : 200,
  body: toOperationView(PAYMENT, toExampleOperation('cancellation', stage)),
});

function problem(code: ProblemCode, headers: Readonly<Record<string, string>> = {}): Scripted {
  const body = toProblem(code, {}, { instance: '/', traceId: 'trace-1' });
  return { status: body.status, headers: { 'content-type': 'application/problem+json', ...headers }, body };
}

const gateway = (status: number, isCut = false): Scripted => ({
  ...{ status, headers: LATER, body: { message: 'Gateway' } },
  isCut,
});

type Case = {
  readonly answer?: Scripted;
  readonly call?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
};

/** The answers, by the first column of the table in docs/recipes/README.md. */
export const CASES: ReadonlyMap<string, readonly Case[]> = new Map<string, readonly Case[]>([
  ['200 with `outcome` `applied`', [{ answer: operation('succeeded') }]],
  [
    '`already_canceled` or `already_refunded`',
    [{ answer: problem('already_canceled') }, { answer: problem('already_refunded') }],
  ],
  // A person has to act: for any other state the Node client waits for a minute.
  ['202', [{ answer: operation('manual_review') }]],
  [
    'a problem with `retry` `same_key` or `after`',
    [
      { answer: problem('internal_error', LATER) },
      { answer: problem('provider_disabled', LATER) },
      { answer: problem('payment_busy') },
    ],
  ],
  [
    "no answer, or a gateway's 5xx or 429",
    [{ answer: 'lost' }, { answer: gateway(503, true) }, { answer: gateway(503) }, { answer: gateway(429) }],
  ],
  [
    '401 or 403, of the API or of a gateway',
    [{ answer: gateway(401) }, { answer: gateway(403) }, { answer: problem('forbidden') }],
  ],
  ['any other problem', [{ answer: problem('not_cancelable') }, { answer: problem('validation_failed') }]],
  ['200 of an operation that was withdrawn', [{ answer: operation('withdrawn') }]],
  ['another 4xx without a problem body', [{ answer: gateway(404) }]],
  [
    'an argument or a variable is missing or malformed',
    [
      { call: [] },
      { call: [...CALL, 'more'] },
      { call: [...Object.values(PAYMENT), 'order ção'] },
      { env: { ESTORNO_URL: '' } },
      { env: { ESTORNO_URL: '127.0.0.1:8787' } },
      { env: { AWS_REGION: '' } },
    ],
  ],
]);

export const ROWS = [...readPage('README').matchAll(/^\| (?<what>[^|]+) \| (?<code>\d+) \| [^|]+ \|$/gm)].map(
  ({ groups: { what = '', code = '' } = {} }) => ({ what, code: Number(code) }),
);

/** Defines the tests that each of these recipes ends with the exit code of the table for every answer. */
export function testExitCodes(isWanted: (recipe: Recipe) => boolean): void {
  // Concurrent, because most of their time is pauses before a repeat.
  describe('the exit code', { concurrency: true }, () => {
    let folder: RecipeFolder;
    before(() => {
      folder = createRecipeFolder();
    });
    after(() => folder.remove());
    for (const [language, recipe] of Object.entries(LANGUAGES))
      if (isWanted(recipe)) testLanguage(language, recipe, () => folder);
  });
}

function testLanguage(language: string, recipe: Recipe, folderOf: () => RecipeFolder): void {
  const { page, files, needs, first = [], command } = { ...recipe, ...recipe.compiled };
  const missing = missingFor({ ...recipe, needs });
  const skip = missing !== undefined && `${missing} is not installed: docs/recipes/${page}.md`;

  describe(`from ${language}`, { skip, concurrency: 4 }, () => {
    before(async () => {
      folderOf().add(page, ...files);
      for (const step of first)
        assert.equal((await runProgram(step, { folder: folderOf().path })).code, 0, step.join(' '));
    });

    const run = (baseUrl: string, call: readonly string[], env: Readonly<Record<string, string>>) =>
      runProgram([...command, ...call], {
        folder: folderOf().path,
        env: {
          ...{ ESTORNO_URL: baseUrl, AWS_REGION: 'sa-east-1' },
          ...{ AWS_ACCESS_KEY_ID: 'receita', AWS_SECRET_ACCESS_KEY: 'receita-segredo' },
          ...env,
        },
      });

    for (const { what, code } of ROWS)
      test(`${code} for ${what}`, async (t) => {
        for (const { answer = operation('succeeded'), call = CALL, env = {} } of CASES.get(what) ?? []) {
          const { baseUrl, received } = await startScriptedApi(t, answer);
          const ended = await run(baseUrl, call, env);
          const says = JSON.stringify({ answer, call, env, ended });
          assert.equal(ended.code, code, says);
          assert.doesNotMatch(ended.stderr, /^\s+at |Traceback|Exception in thread|Stack trace/m, says);
          if (code !== 64) continue;
          assert.deepEqual([ended.stderr.trim().split('\n').length, received.length], [1, 0], says);
        }
      });

    test('the order is the key and the reference, and all programs send the same body', async (t) => {
      const { baseUrl, received } = await startScriptedApi(t, operation('succeeded'));
      await run(baseUrl, CALL, {});
      const [{ headers, body } = assert.fail('nothing was sent')] = received;
      assert.equal(headers['idempotency-key'], ORDER);
      assert.deepEqual(JSON.parse(body), { reason: 'requested_by_customer', reference: ORDER });
    });
  });
}
