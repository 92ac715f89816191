import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import * as z from 'zod';

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

const Packed = z.tuple([z.object({ filename: z.string(), files: z.array(z.object({ path: z.string() })) })]);

test('a storefront installs the package, with nothing else, and its program compiles and runs', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'estorno-client-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const run = (command: string, ...args: readonly string[]) =>
    execFileSync(command, args, { cwd: folder, encoding: 'utf8' });

  execFileSync('npm', ['run', '--silent', 'prepack'], { cwd: 'client' });
  const packing = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const [packed] = Packed.parse(
    JSON.parse(execFileSync('npm', packing, { cwd: 'client', encoding: 'utf8' })),
  );
  const installed = join(folder, 'node_modules', 'estorno-client');
  mkdirSync(installed, { recursive: true });
  run('tar', '-xzf', join(folder, packed.filename), '--strip-components=1', '-C', installed);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'storefront.ts'), STOREFRONT);
  const options = ['--module', 'nodenext', '--target', 'es2022', '--strict', '--exactOptionalPropertyTypes'];
  const lib = ['--lib', 'es2022,dom', '--types', ''];
  run(process.execPath, resolve('node_modules/typescript/bin/tsc'), ...options, ...lib, 'storefront.ts');

  assert.equal(run(process.execPath, 'storefront.js'), 'EstornoUnansweredError\n');
  assert.ok(packed.files.every(({ path }) => path === 'package.json' || path.startsWith('dist/')));
});
