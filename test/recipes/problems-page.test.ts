import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as z from 'zod';
import { PROBLEM_CODES, PROBLEMS } from '../../shared/domain/problem.ts';
import { STATUS_OF_PROBLEM } from '../../shared/http/problems.ts';
import { toProblemExamples } from '../../tools/docs/openapi/problems.ts';
import { readPage } from './code-block.ts';
import { checkTypes, createRecipeFolder, type RecipeFolder } from './recipe-folder.ts';
import { runProgram } from './run-program.ts';

const Examples = z.record(z.string(), z.object({ value: z.looseObject({ code: z.string() }) }));

/** Prints the result of the page's function for each example. */
const PROGRAM = (problems: string) => `
import { toNextStep } from './next-step.ts';
console.log(JSON.stringify(Object.fromEntries(${problems}.map((problem) => [problem.code, toNextStep(problem)]))));
`;

const ROW =
  /^\| `(?<code>\w+)` \| (?<status>\d{3}) \| `(?<retry>\w+)` \| (?<step>[\w ]+) \| (?<what>[^|]+) \|$/gm;

const rows = [...readPage('problems').matchAll(ROW)].map(({ groups = {} }) => groups);

describe('the page of problems', () => {
  let folder: RecipeFolder;
  let steps: Readonly<Record<string, string>>;
  before(async () => {
    folder = createRecipeFolder();
    folder.add('problems', 'next-step.ts');
    const examples = Object.values(Examples.parse(toProblemExamples())).map(({ value }) => value);
    folder.write('steps.ts', PROGRAM(JSON.stringify(examples)));
    const { stdout, stderr } = await runProgram([process.execPath, 'steps.ts'], { folder: folder.path });
    assert.equal(stderr, '');
    steps = z.record(z.string(), z.string()).parse(JSON.parse(stdout));
  });
  after(() => folder.remove());

  test('has one row per code, in the order of the list', () => {
    assert.deepEqual(
      rows.map(({ code }) => code),
      PROBLEM_CODES,
    );
  });

  for (const code of PROBLEM_CODES)
    test(`shows status, retry and step of ${code}`, () => {
      const row = rows.find((one) => one.code === code);
      const { retry } = PROBLEMS[code];
      const status = String(STATUS_OF_PROBLEM[code]);
      assert.deepEqual([row?.status, row?.retry, row?.step], [status, retry, steps[code]]);
    });

  test('has a program without type errors', () => checkTypes(folder.path, 'next-step.ts'));
});
