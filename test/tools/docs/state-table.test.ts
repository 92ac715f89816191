import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { OPERATION_STATES } from '../../../shared/operation/operation.ts';

type Row = readonly [state: string, input: string, next: string];

/** The rows of a table type: `input: 'state' | 'state';`. */
function readInputs(body: string): readonly (readonly [input: string, next: string])[] {
  return [...body.matchAll(/^\s*(\w+): ((?:'\w+'(?: \| )?)+);$/gm)].map(
    ([, input = '', next = '']) => [input, next.replaceAll("'", '').replaceAll(' | ', ', ')] as const,
  );
}

/** The rows of `shared/operation/transition/table.ts`. */
function readTable(): readonly Row[] {
  const source = readFileSync(join('shared', 'operation', 'transition', 'table.ts'), 'utf8');
  const [, shared = ''] = /type AfterSend = \{\n([\s\S]*?)\n\};/.exec(source) ?? [];
  const [, table = ''] = /type Table = \{\n([\s\S]*?)\n\};/.exec(source) ?? [];
  // Some states have all their inputs on one line.
  const spread = table.replaceAll(
    /\{ (.*?) \}/g,
    (_, inputs: string) => `{\n${inputs.replaceAll('; ', ';\n')}\n}`,
  );
  return [...spread.matchAll(/^ {2}(\w+): (?:AfterSend|\{\n([\s\S]*?)\n *\});$/gm)].flatMap(
    ([, state = '', body]) =>
      readInputs(withSemicolons(body ?? shared)).map(([input, next]) => [state, input, next] as const),
  );
}

function withSemicolons(body: string): string {
  return body
    .split('\n')
    .map((line) => (line === '' || line.endsWith(';') ? line : `${line};`))
    .join('\n');
}

function readPage(): readonly Row[] {
  const page = readFileSync(join('docs', 'reliability.md'), 'utf8');
  const [, table = ''] = /### States and transitions\n([\s\S]*?)\n### /.exec(page) ?? [];
  return [...table.matchAll(/^\| `(\w+)` \| `(\w+)` \| ([\w, `]+) \|$/gm)].map(
    ([, state = '', input = '', next = '']) => [state, input, next.replaceAll('`', '')],
  );
}

test('the page on reliability shows the table of transitions of the code', () => {
  const table = readTable();
  const markdown = table.map(
    ([state, input, next]) =>
      `| \`${state}\` | \`${input}\` | ${next.replaceAll(/\w+/g, (word) => `\`${word}\``)} |`,
  );
  assert.deepEqual(readPage(), table, `The table must be:\n${markdown.join('\n')}`);
});

test('every state of an operation has rows', () => {
  assert.deepEqual([...new Set(readTable().map(([state]) => state))], OPERATION_STATES);
});
