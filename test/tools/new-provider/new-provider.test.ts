import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { toListEdits } from '../../../tools/new-provider/lists.ts';
import { readProviderName } from '../../../tools/new-provider/provider-name.ts';
import { scaffold } from '../../../tools/new-provider/scaffold.ts';

const NAME = { id: 'pagazul', type: 'Pagazul', name: 'PagAzul' };
const TODAY = '2026-11-21';
const LISTS = toListEdits(NAME).map(({ file }) => file);

describe('the name of a new provider', () => {
  test('is its id, its id with a capital in types, and its display name', () => {
    assert.deepEqual(readProviderName(['pagazul', '--display', 'PagAzul']), NAME);
    assert.deepEqual(readProviderName(['pagazul']), { ...NAME, name: 'Pagazul' });
  });

  const ROWS: readonly [what: string, args: readonly string[], message: RegExp][] = [
    ['nothing', [], /^One name is required/],
    ['two names', ['pagazul', 'pagverde'], /^One name is required/],
    ['a name with a capital', ['PagAzul'], /^"PagAzul" cannot be the name of a provider: use 3 to 20/],
    ['a name with a hyphen', ['pag-azul'], /^"pag-azul" cannot be/],
    ['a name that is a path', ['../azul'], /^"\.\.\/azul" cannot be/],
    ['a name that starts with a digit', ['1azul'], /^"1azul" cannot be/],
    [
      'an existing provider',
      ['letpay'],
      /^"letpay" exists: LetPay is in functions\/letpay\. Choose another name\.$/,
    ],
    ['a folder that is not a provider', ['relay'], /^"relay" has another meaning/],
    ['a keyword', ['import'], /^"import" has another meaning/],
    [
      'a text that would end a string',
      ['pagazul', '--display', "Pag'Azul"],
      /^--display must consist of letters/,
    ],
    ['an unknown option', ['pagazul', '--force'], /^Unknown option '--force'\.$/],
  ];
  for (const [what, args, message] of ROWS)
    test(`cannot be ${what}`, () =>
      assert.throws(() => readProviderName(args), { name: 'UsageError', message }));
});

describe('the folder of a new provider', () => {
  test('has the files of a connector, without placeholders, and is in every list', (t) => {
    const root = toProject(t);

    const { created } = scaffold(root, NAME, TODAY);

    for (const file of [
      'handler',
      'connector',
      'requests',
      'inquiry',
      'errors',
      'capabilities',
      'auth',
      'credentials',
      'windows',
    ])
      assert.ok(created.includes(`functions/pagazul/${file}.ts`), file);
    assert.ok(created.includes('local/simulators/pagazul/simulator.ts'));
    for (const file of created) assert.doesNotMatch(readFileSync(join(root, file), 'utf8'), /__\w+__/, file);
    for (const file of LISTS)
      assert.match(readFileSync(join(root, file), 'utf8'), /letpay[\s\S]*pagazul/, file);
  });

  test('can be followed by another one', (t) => {
    const root = toProject(t);
    scaffold(root, NAME, TODAY);

    scaffold(root, { id: 'pagverde', type: 'Pagverde', name: 'Pagverde' }, TODAY);

    for (const file of LISTS)
      assert.match(readFileSync(join(root, file), 'utf8'), /pagazul[\s\S]*pagverde/, file);
  });

  test('overwrites no file, and changes nothing if one exists', (t) => {
    const root = toProject(t);
    write(root, 'test/contract/rows/pagazul.ts', 'of somebody');
    const before = toTexts(root);

    assert.throws(() => scaffold(root, NAME, TODAY), {
      name: 'NewProviderError',
      message: 'These files exist already, and nothing was changed: test/contract/rows/pagazul.ts.',
    });

    assert.equal(readFileSync(join(root, 'test/contract/rows/pagazul.ts'), 'utf8'), 'of somebody');
    assert.equal(existsSync(join(root, 'functions/pagazul')), false);
    assert.deepEqual(toTexts(root), before);
  });

  test('is not created if a list is not found', (t) => {
    const root = toProject(t);
    write(root, 'functions/command-rules.ts', 'export const RULES = new Map();\n');

    assert.throws(
      () => scaffold(root, NAME, TODAY),
      /^NewProviderError: functions\/command-rules\.ts has no list/,
    );

    assert.equal(existsSync(join(root, 'functions/pagazul')), false);
    assert.doesNotMatch(readFileSync(join(root, 'infra/providers.ts'), 'utf8'), /pagazul/);
  });
});

/** A copy of the files that are edited. */
function toProject(t: TestContext): string {
  const root = mkdtempSync(join(tmpdir(), 'estorno-new-provider-'));
  t.after(() => rmSync(root, { recursive: true, force: true }));
  for (const file of LISTS) cpSync(file, join(root, file), { recursive: true });
  return root;
}

function toTexts(root: string): readonly string[] {
  return LISTS.map((file) => readFileSync(join(root, file), 'utf8'));
}

function write(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
