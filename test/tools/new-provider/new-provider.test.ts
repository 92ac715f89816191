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

describe('a new provider is called', () => {
  test('by its id, with a capital in types, and as people write it', () => {
    assert.deepEqual(readProviderName(['pagazul', '--display', 'PagAzul']), NAME);
    assert.deepEqual(readProviderName(['pagazul']), { ...NAME, name: 'Pagazul' });
  });

  const ROWS: readonly [what: string, args: readonly string[], says: RegExp][] = [
    ['nothing', [], /^Say one name/],
    ['two names', ['pagazul', 'pagverde'], /^Say one name/],
    [
      'a name with a capital',
      ['PagAzul'],
      /^"PagAzul" cannot be the name of a provider: it has to be 3 to 20/,
    ],
    ['a name with a hyphen', ['pag-azul'], /^"pag-azul" cannot be/],
    ['a name that is a path', ['../azul'], /^"\.\.\/azul" cannot be/],
    ['a name that begins with a digit', ['1azul'], /^"1azul" cannot be/],
    [
      'a provider that is there',
      ['letpay'],
      /^"letpay" is taken: LetPay is in functions\/letpay\. Choose another\.$/,
    ],
    ['a folder that is no provider', ['relay'], /^"relay" means something else/],
    ['a word of the language', ['import'], /^"import" means something else/],
    ['a text that would end a string', ['pagazul', '--display', "Pag'Azul"], /^--display wants letters/],
    ['an unknown option', ['pagazul', '--force'], /^Unknown option '--force'\.$/],
  ];
  for (const [what, args, message] of ROWS)
    test(`not by ${what}`, () =>
      assert.throws(() => readProviderName(args), { name: 'UsageError', message }));
});

describe('the folder of a new provider', () => {
  test('has the files that the others have, filled in, and is in every list', (t) => {
    const root = toProject(t);

    const { made } = scaffold(root, NAME, TODAY);

    for (const file of ['handler', 'connector', 'answers', 'capabilities', 'session', 'windows', 'wire'])
      assert.ok(made.includes(`functions/pagazul/${file}.ts`), file);
    assert.ok(made.includes('local/simulators/pagazul/simulator.ts'));
    for (const file of made) assert.doesNotMatch(readFileSync(join(root, file), 'utf8'), /__\w+__/, file);
    for (const file of LISTS)
      assert.match(readFileSync(join(root, file), 'utf8'), /letpay[\s\S]*pagazul/, file);
  });

  test('takes another one after it', (t) => {
    const root = toProject(t);
    scaffold(root, NAME, TODAY);

    scaffold(root, { id: 'pagverde', type: 'Pagverde', name: 'Pagverde' }, TODAY);

    for (const file of LISTS)
      assert.match(readFileSync(join(root, file), 'utf8'), /pagazul[\s\S]*pagverde/, file);
  });

  test('overwrites nothing, and then changes nothing at all', (t) => {
    const root = toProject(t);
    write(root, 'test/contract/rows/pagazul.ts', 'of somebody');
    const before = toTexts(root);

    assert.throws(() => scaffold(root, NAME, TODAY), {
      name: 'NewProviderError',
      message: 'These are there already, and nothing was changed: test/contract/rows/pagazul.ts.',
    });

    assert.equal(readFileSync(join(root, 'test/contract/rows/pagazul.ts'), 'utf8'), 'of somebody');
    assert.equal(existsSync(join(root, 'functions/pagazul')), false);
    assert.deepEqual(toTexts(root), before);
  });

  test('is not made where a list is not as it was', (t) => {
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

/** As much of a project as is edited. */
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
