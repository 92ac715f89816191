import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
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

await cancel().catch((error: Error) => console.log(error.name));
`;

test('a storefront installs the package as documented, with nothing else, and its program compiles and runs', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'estorno-client-'));
  t.after(() => rmSync(root, { recursive: true }));
  const [repository, folder] = [join(root, 'repository'), join(root, 'storefront')];
  for (const path of [repository, folder]) mkdirSync(path);
  const run = (command: string, ...args: readonly string[]) =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

  const packed = packClient(repository);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  run('npm', 'install', '--offline', packed);
  writeFileSync(join(folder, 'storefront.ts'), STOREFRONT);
  const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--exactOptionalPropertyTypes'];
  const lib = ['--lib', 'es2022,dom', '--types', ''];
  run(process.execPath, resolve('node_modules/typescript/bin/tsc'), ...options, ...lib, 'storefront.ts');

  assert.equal(run(process.execPath, 'storefront.js'), 'EstornoUnansweredError\n');
  const installed = globSync('**/*.*', { cwd: join(folder, 'node_modules', 'estorno-client') });
  assert.deepEqual(
    installed.filter((file) => !/^(package\.json|dist\/[\w-]+(\.d)?\.[jt]s)$/.test(file)),
    [],
  );
});

test('the README packs it by the same line', () => {
  assert.ok(readFileSync('README.md', 'utf8').includes(`\`${readPackingLine()}\``));
});
