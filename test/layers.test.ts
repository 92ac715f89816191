import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readSources, type Source } from './sources.ts';

/**
 * Every folder, and beside it the folders and packages that its files may import. A folder may always import itself,
 * and has what is under it, but for what has a row of its own. `*` is one provider, which knows no other one.
 *
 * A row names only folders above it: imports point up this table, and there are no circles between folders.
 */
const FOLDERS: Readonly<Record<string, readonly string[]>> = {
  // Storefronts have no more of this project than this folder.
  'client/': [],

  'shared/domain/': ['zod/mini', 'node:crypto', 'node:process'],
  'shared/ports/': ['shared/domain/'],
  'shared/aws/bundle-shims/': ['@aws-sdk/credential-provider-env'],
  'shared/aws/': ['zod/mini', '@aws-sdk/', 'shared/domain/', 'shared/ports/'],
  'shared/provider/': ['zod/mini', 'node:', 'shared/domain/', 'shared/ports/'],
  'shared/sessions/': ['shared/domain/', 'shared/ports/', 'shared/provider/'],
  'shared/operation/': ['zod/mini', 'shared/domain/', 'shared/ports/', 'shared/provider/'],
  'shared/input/': ['zod/mini', 'shared/domain/', 'shared/operation/'],
  'shared/events/': ['zod/mini', 'shared/domain/', 'shared/ports/', 'shared/operation/'],
  'shared/bus/': [
    'zod/mini',
    'shared/domain/',
    'shared/ports/',
    'shared/input/',
    'shared/operation/',
    'shared/events/',
  ],
  'shared/http/': [
    'zod/mini',
    'shared/domain/',
    'shared/ports/',
    'shared/input/',
    'shared/provider/',
    'shared/operation/',
  ],
  'shared/tasks/': ['zod/mini', 'shared/domain/', 'shared/input/', 'shared/provider/', 'shared/operation/'],
  'shared/operator/': [
    'zod/mini',
    'shared/domain/',
    'shared/ports/',
    'shared/input/',
    'shared/provider/',
    'shared/sessions/',
    'shared/operation/',
    'shared/http/',
  ],
  'shared/observability/': [
    '@aws-lambda-powertools/metrics',
    'aws-lambda',
    'shared/domain/',
    'shared/ports/',
    'shared/provider/',
    'shared/operation/',
  ],
  // What a function is put together from.
  'shared/function/': [
    'zod/mini',
    '@middy/core',
    'aws-lambda',
    'node:',
    'shared/domain/',
    'shared/ports/',
    'shared/aws/',
    'shared/input/',
    'shared/provider/',
    'shared/sessions/',
    'shared/operation/',
    'shared/bus/',
    'shared/http/',
    'shared/tasks/',
    'shared/operator/',
    'shared/observability/',
  ],

  'functions/*/': [
    'zod/mini',
    'node:crypto',
    'shared/domain/',
    'shared/ports/',
    'shared/provider/',
    'shared/function/',
  ],
  // Lists of all providers.
  'functions/': ['zod/mini', 'shared/input/', 'shared/provider/', 'shared/function/', 'functions/*/'],
  'functions/operator/': ['shared/function/', 'functions/'],
  'functions/api/': ['shared/provider/', 'shared/bus/', 'shared/http/', 'shared/function/', 'functions/'],
  'functions/relay/': ['shared/aws/', 'shared/events/', 'shared/function/'],

  'tools/': ['node:'],
  'infra/': [
    'node:',
    '@aws-crypto/sha256-js',
    '@smithy/',
    'aws-cdk-lib',
    'cdk-nag',
    '@aws-sdk/',
    'constructs',
    'leven',
    'zod',
    'shared/domain/',
    'shared/http/',
    'shared/observability/',
    'tools/',
  ],
  // As an app outside of this project has them.
  'examples/': ['aws-cdk-lib', 'constructs', 'estorno/cdk'],
  'tools/new-provider/': ['node:', 'infra/', 'tools/'],
  // The documents are generated from the schemas of the code.
  'tools/docs/': [
    'node:',
    'zod',
    'yaml',
    'shared/domain/',
    'shared/ports/',
    'shared/input/',
    'shared/provider/',
    'shared/operation/',
    'shared/events/',
    'shared/http/',
    'functions/*/',
    'functions/',
    'tools/',
  ],
  'ops/': [
    'node:',
    'zod',
    '@aws-crypto/sha256-js',
    '@aws-sdk/',
    '@smithy/',
    'shared/domain/',
    'functions/',
    'infra/',
    'tools/',
  ],

  // Written from the pages of the providers alone.
  'local/simulators/kit/': ['node:'],
  'local/simulators/*/': ['node:', 'local/simulators/kit/'],
  'local/console/state/': ['shared/operation/'],
  // A browser has nothing of Node, nor of what runs beside it.
  'local/console/page/': ['preact', 'shared/domain/', 'local/console/state/'],
  'local/': [
    'node:',
    'zod',
    'esbuild',
    'fauxqs',
    'dynalite',
    'aws-lambda',
    'aws-local-stepfunctions',
    '@aws-crypto/sha256-js',
    '@aws-sdk/',
    '@cloud-copilot/iam-simulate',
    '@smithy/',
    'shared/domain/',
    'shared/provider/',
    'shared/operation/',
    'shared/http/',
    'infra/',
    'ops/',
    'tools/',
    'local/simulators/kit/',
    'local/simulators/*/',
    'local/console/state/',
  ],
};

const ROWS = Object.keys(FOLDERS);

const sources = readSources();
const files = new Set(sources.map(({ file }) => file));

describe('folders', () => {
  for (const { file, imports } of sources.filter(isCode)) {
    test(`${file} imports only what its folder may`, () => {
      const { row, folder } = placeOf(file);
      const allowed = FOLDERS[row] ?? [];
      const wrong = imports.filter((target) => {
        if (files.has(target) && placeOf(target).folder === folder) return false;
        return !allowed.includes(toEntry(row, target));
      });
      assert.deepEqual(wrong, []);
    });
  }

  test('each row names only folders above it', () => {
    const wrong = ROWS.flatMap((row, at) =>
      (FOLDERS[row] ?? []).filter((name) => ROWS.indexOf(name) >= at).map((name) => `${row} ${name}`),
    );
    assert.deepEqual(wrong, []);
  });

  test('no row names what none of its files imports', () => {
    const used = new Set(
      sources.filter(isCode).flatMap(({ file, imports }) => imports.map((name) => toUse(file, name))),
    );
    const idle = ROWS.flatMap((row) =>
      (FOLDERS[row] ?? []).map((name) => `${row} ${name}`).filter((use) => !used.has(use)),
    );
    assert.deepEqual(idle, []);
  });
});

test('no file imports another that imports it in the end, not even a type', () => {
  const left = new Map(sources.map(({ file, imports }) => [file, imports.filter((name) => files.has(name))]));
  for (let before = -1; before !== left.size; ) {
    before = left.size;
    const imported = new Set([...left.values()].flat());
    for (const [file, imports] of left)
      if (!imported.has(file) || !imports.some((name) => left.has(name))) left.delete(file);
  }
  assert.deepEqual([...left.keys()], []);
});

test('only one file reads the environment of the functions', () => {
  const readers = [...files]
    .filter((file) => /^(functions|shared)\//.test(file))
    .filter((file) => /process\.env/.test(readFileSync(file, 'utf8').replace(/\/\*\*?[\s\S]*?\*\//g, '')));
  assert.deepEqual(readers, ['shared/function/env.ts']);
});

/** The row of a file, and the folder that it stands for there: the longest that fits, and one by name before a `*`. */
function placeOf(file: string): { readonly row: string; readonly folder: string } {
  const places = ROWS.flatMap((row) => {
    const folder = new RegExp(`^${row.replaceAll('*', '[^/]+')}`).exec(file)?.[0];
    return folder === undefined ? [] : [{ row, folder }];
  });
  const [place] = places.toSorted(
    (one, other) =>
      other.folder.length - one.folder.length ||
      Number(one.row.includes('*')) - Number(other.row.includes('*')),
  );
  return place ?? assert.fail(`${file} is in no folder of the table: add a row`);
}

/** What a row has to name for an import: a folder, or a package, which may be named with others that begin alike. */
function toEntry(row: string, target: string): string {
  if (files.has(target)) return placeOf(target).row;
  return (FOLDERS[row] ?? []).find((name) => !ROWS.includes(name) && isOf(target, name)) ?? target;
}

function toUse(file: string, target: string): string {
  const { row } = placeOf(file);
  return `${row} ${toEntry(row, target)}`;
}

function isCode({ file }: Source): boolean {
  return !file.startsWith('test/');
}

/** A package, or a part of one. */
function isOf(target: string, name: string): boolean {
  return target === name || target.startsWith(name.endsWith('/') || name.endsWith(':') ? name : `${name}/`);
}
