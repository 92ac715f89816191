import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import { closeServer, listen, toUrl } from '../../local/loopback.ts';
import { PROBLEM_CODES, type ProblemCode } from '../../shared/domain/problem.ts';
import { STATUS_OF_PROBLEM, toProblem } from '../../shared/http/problems.ts';
import { LANGUAGES, missingFor, type Recipe } from './languages.ts';
import { createRecipeFolder, type RecipeFolder } from './recipe-folder.ts';
import { runProgram } from './run-program.ts';

const CALL = ['loja-1', 'letpay', '8f048623-16c6-47da-aca1-546a16e8fb99', 'order-4711'];

/** Longer than any program waits, so it ends as it does after the last attempt. */
const LATER = { 'retry-after': '61' };

const ERRORS = [
  { pointer: '/reference', detail: 'must have at most 64 characters' },
  { pointer: '', detail: 'the body is not valid JSON in UTF-8' },
];

/** One code of each status that the API answers with. */
const ALL_CODES: readonly ProblemCode[] = [
  ...new Map(PROBLEM_CODES.map((code) => [STATUS_OF_PROBLEM[code], code])).values(),
];

type Answer = { readonly status: number; readonly type: string; readonly body: string };

const problem = (code: ProblemCode): Answer => {
  const body = toProblem(code, { errors: ERRORS }, { instance: '/', traceId: 'trace-1' });
  return { status: body.status, type: 'application/problem+json', body: JSON.stringify(body) };
};

const json = (status: number, body: unknown): Answer => ({
  ...{ status, type: 'application/json', body: JSON.stringify(body) },
});

/** Answers of what stands in front of the API, and texts by which a person recognizes them. */
const OF_OTHERS: readonly (readonly [what: string, answer: Answer, text: RegExp])[] = [
  ['a gateway that refuses the signature', json(403, { message: 'Missing Authentication Token' }), /403/],
  ['a firewall', { status: 403, type: 'text/html', body: '<h1>Forbidden by rule 949110</h1>' }, /403/],
  ['a proxy with no body', { status: 400, type: 'text/plain', body: '' }, /400/],
  ['a proxy with its own codes', json(404, { code: 404, state: 'lost', retry: false }), /404/],
  ['a proxy whose JSON is no object', json(400, ['no']), /400/],
  ['a proxy that has moved', { status: 301, type: 'text/html', body: 'moved' }, /301|answer/],
];

/**
 * Defines the tests that each of these recipes prints what came, with the errors of a problem.
 * @param codes the problems that are tried: every program is started once for each
 */
export function testPrints(isWanted: (recipe: Recipe) => boolean, codes = ALL_CODES): void {
  describe('a recipe prints what came', { concurrency: 2 }, () => {
    let folder: RecipeFolder;
    before(() => {
      folder = createRecipeFolder();
    });
    after(() => folder.remove());
    for (const [language, recipe] of Object.entries(LANGUAGES))
      if (isWanted(recipe)) testLanguage(language, { recipe, codes, folderOf: () => folder });
  });
}

type Tested = {
  readonly recipe: Recipe;
  readonly codes: readonly ProblemCode[];
  readonly folderOf: () => RecipeFolder;
};

function testLanguage(language: string, { recipe, codes, folderOf }: Tested): void {
  const { page, files, needs, first = [], command, extension } = { ...recipe, ...recipe.compiled };
  const missing = missingFor({ ...recipe, needs, ...(extension && { extension }) });
  const skip = missing !== undefined && `${missing} is not installed: docs/recipes/${page}.md`;

  describe(`from ${language}`, { skip, concurrency: 2 }, () => {
    before(async () => {
      folderOf().add(page, ...files);
      for (const step of first)
        assert.equal((await runProgram(step, { folder: folderOf().path })).code, 0, step.join(' '));
    });

    async function run(answer: Answer): Promise<string> {
      const server = createServer((request, response) => {
        request.resume();
        response.writeHead(answer.status, { 'content-type': answer.type, ...LATER }).end(answer.body);
      });
      const baseUrl = toUrl(await listen(server, 0));
      const { stdout, stderr } = await runProgram([...command, ...CALL], {
        folder: folderOf().path,
        env: {
          ...{ ESTORNO_URL: baseUrl, AWS_REGION: 'sa-east-1' },
          ...{ AWS_ACCESS_KEY_ID: 'receita', AWS_SECRET_ACCESS_KEY: 'receita-segredo' },
        },
      });
      await closeServer(server);
      const printed = `${stdout}\n${stderr}`;
      assert.doesNotMatch(printed, /^\s+at |Traceback|Exception in thread|Stack trace|Warning:/m, printed);
      return printed;
    }

    for (const code of codes)
      test(`${STATUS_OF_PROBLEM[code]} ${code}: its code, its detail and each error`, async () => {
        const printed = await run(problem(code));

        assert.ok(printed.includes(code), printed);
        for (const { pointer, detail } of ERRORS) {
          assert.ok(printed.includes(pointer), printed);
          assert.ok(printed.includes(detail), printed);
        }
        assert.doesNotMatch(printed, /no answer/i);
      });

    for (const [what, answer, text] of OF_OTHERS)
      test(`${answer.status} of ${what}: the status`, async () => {
        const printed = await run(answer);

        assert.match(printed, text);
        if (answer.status !== 301) assert.doesNotMatch(printed, /no answer/i);
      });
  });
}
