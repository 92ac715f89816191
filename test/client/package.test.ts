import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import * as z from 'zod';
import { packClient, readPackingLine } from './pack-client.ts';

/** A storefront's own program: the types are checked, and then it runs. */
const STOREFRONT = `
import { createEstornoClient, EstornoProblemError, isFinal, type Operation, type ProblemCode } from 'estorno-client';

const client = createEstornoClient({ baseUrl: 'https://api.invalid', fetch: () => Promise.reject(new Error('offline')), maxAttempts: 1 });
const payment = { merchantId: 'loja-1', provider: 'sopague', paymentId: '1' } as const;

export async function cancel(): Promise<Operation | ProblemCode> {
  try {
    const operation = await client.cancel(payment, { amount: 535 });
    return isFinal(operation) ? operation : await client.waitUntilFinal(operation);
  } catch (error) {
    if (error instanceof EstornoProblemError) return error.code;
    throw error;
  }
}

// @ts-expect-error SoPague has no families
export const wrong = () => client.cancel(payment, { letpay: { family: 'checkout' } });

cancel().catch((error: Error) => console.log(error.name));
`;

type Way = {
  readonly what: string;
  /** Of the storefront's own package. */
  readonly type: 'module' | 'commonjs';
  readonly module: string;
  readonly moduleResolution: string;
  /** Finds the package as `node10` does, which this compiler has no more: by `types`, past `exports`. */
  readonly byTypes?: true;
};

const WAYS: readonly Way[] = [
  { what: 'an ES module, nodenext', type: 'module', module: 'nodenext', moduleResolution: 'nodenext' },
  { what: 'an ES module, node16', type: 'module', module: 'node16', moduleResolution: 'node16' },
  { what: 'CommonJS, nodenext', type: 'commonjs', module: 'nodenext', moduleResolution: 'nodenext' },
  { what: 'CommonJS, node16', type: 'commonjs', module: 'node16', moduleResolution: 'node16' },
  { what: 'CommonJS, bundler', type: 'commonjs', module: 'commonjs', moduleResolution: 'bundler' },
  { what: 'an ES module, bundler', type: 'module', module: 'esnext', moduleResolution: 'bundler' },
  {
    ...{ what: 'CommonJS, by types as node10 finds it', type: 'commonjs', module: 'commonjs' },
    ...{ moduleResolution: 'bundler', byTypes: true },
  },
];

const Manifest = z.object({
  main: z.string(),
  module: z.string(),
  types: z.string(),
  exports: z.object({ '.': z.record(z.string(), z.record(z.string(), z.string())) }),
});

describe('the package of the client', () => {
  const root = mkdtempSync(join(tmpdir(), 'estorno-client-'));
  const folder = join(root, 'storefront');
  const installed = join(folder, 'node_modules', 'estorno-client');

  before(() => {
    const repository = join(root, 'repository');
    for (const path of [repository, folder]) mkdirSync(path);
    const packed = packClient(repository);
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    run('npm', 'install', '--offline', packed);
  });
  after(() => rmSync(root, { recursive: true, force: true }));

  function run(command: string, ...args: readonly string[]): string {
    return execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  }

  const readManifest = () =>
    Manifest.parse(JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8')));

  for (const { what, type, module, moduleResolution, byTypes } of WAYS)
    test(`a program compiles with it and runs: ${what}`, () => {
      writeFileSync(join(folder, 'package.json'), JSON.stringify({ type }));
      writeFileSync(join(folder, 'storefront.ts'), STOREFRONT);
      const compilerOptions = {
        ...{ module, moduleResolution, target: 'es2022', strict: true, exactOptionalPropertyTypes: true },
        ...{ lib: ['es2022', 'dom'], types: [] },
        ...(byTypes && { paths: { 'estorno-client': [join(installed, readManifest().types)] } }),
      };
      const config = { compilerOptions, files: ['storefront.ts'] };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
      run(process.execPath, resolve('node_modules/typescript/bin/tsc'), '-p', '.');

      assert.equal(run(process.execPath, 'storefront.js'), 'EstornoUnansweredError\n');
    });

  test('is found by require and by import, by its name and past exports, with the same members', () => {
    const names = 'Object.keys(client).sort().join()';
    const required = run(process.execPath, '-p', `const client = require('estorno-client'); ${names}`);
    const main = run(
      process.execPath,
      '-p',
      `const client = require('./node_modules/estorno-client'); ${names}`,
    );
    const imported = run(
      process.execPath,
      ...['--input-type=module', '-e', `import * as client from 'estorno-client'; console.log(${names})`],
    );

    assert.match(required, /createEstornoClient/);
    assert.equal(main, required);
    assert.equal(imported.replace(/,?module\.exports/, ''), required);
  });

  test('names only files that are in it, each declaration beside its program, and declarations name no others', () => {
    const { main, module, types, exports } = readManifest();
    const named = [main, module, types, ...Object.values(exports['.']).flatMap((one) => Object.values(one))];
    for (const file of named) assert.ok(existsSync(join(installed, file)), file);
    assert.equal(types, main.replace(/\.js$/, '.d.ts'));
    for (const file of globSync(['dist/*.d.ts', 'commonjs/dist/*.d.ts'], { cwd: installed })) {
      const text = readFileSync(join(installed, file), 'utf8');
      for (const [, target = ''] of text.matchAll(/from '([^']+)'/g)) {
        assert.match(target, /^\.\//, `${file} needs ${target}`);
        const declaration = target.replace(/\.[jt]s$/, '.d.ts');
        assert.ok(existsSync(join(installed, dirname(file), declaration)), `${file} needs ${target}`);
      }
    }
  });

  test('has a README and the license, and no other file', () => {
    const files = globSync('**/*.*', { cwd: installed });
    const others = files.filter(
      (file) => !/^((commonjs\/)?dist\/[\w-]+(\.d)?\.[jt]s|.*package\.json)$/.test(file),
    );
    assert.deepEqual(others, ['README.md']);
    assert.equal(readFileSync(join(installed, 'LICENSE'), 'utf8'), readFileSync('LICENSE', 'utf8'));
    const readme = readFileSync(join(installed, 'README.md'), 'utf8');
    const source = readFileSync('client/create-client.ts', 'utf8');
    const methods = [...source.matchAll(/^ {4}(\w+): (?:async )?[(<]/gm)].map(([, name]) => name);
    assert.ok(methods.length > 8, methods.join());
    for (const name of methods) assert.ok(readme.includes(`\`${name}\``), name);
  });
});

test('the README packs it by the same line', () => {
  assert.ok(readFileSync('README.md', 'utf8').includes(`\`${readPackingLine()}\``));
});
