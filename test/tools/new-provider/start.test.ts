import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { PROVIDERS } from '../../../infra/providers.ts';
import { scaffold } from '../../../tools/new-provider/scaffold.ts';
import { startConsoleOf, watchUntil } from '../../local/console/running-console.ts';

const TIMEOUT = { timeout: 300_000 };

/** A copy of the project with a provider that was just added. */
const copy = mkdtempSync(join(tmpdir(), 'estorno-start-'));
after(() => rmSync(copy, { recursive: true, force: true }));

describe('right after a provider was added,', () => {
  let created: readonly string[] = [];
  before(() => {
    copyProject();
    ({ created } = scaffold(copy, { id: 'acme', type: 'Acme', name: 'Acme' }, '2026-11-21'));
  });

  test('what was created passes the type check', TIMEOUT, async () => {
    const include = created.filter((file) => file.endsWith('.ts'));
    writeFileSync(join(copy, 'tsconfig.acme.json'), JSON.stringify({ extends: './tsconfig.json', include }));

    const { stdout } = await promisify(execFile)('npx', ['tsc', '-p', 'tsconfig.acme.json'], { cwd: copy });

    assert.equal(stdout, '');
  });

  test('npm start runs the others, and says in a sentence what to write next', TIMEOUT, async () => {
    const errors: string[] = [];
    const running = await startConsoleOf(copy, { onError: (text) => errors.push(text) });
    try {
      const { state } = await watchUntil(running.url, ({ simulators }) =>
        simulators.some(({ provider }) => provider === 'acme'),
      );

      const sentence =
        'The simulator of acme is off: Write next: local/simulators/acme/answers.ts: what the pages of Acme say.';
      assert.deepEqual(
        state.simulators
          .map(({ provider, trouble, controls }) => [provider, trouble, controls !== undefined])
          .toSorted(),
        [['acme', sentence, false], ...PROVIDERS.map(({ id }) => [id, undefined, true]).toSorted()],
      );
      assert.match(errors.join(''), /^The simulator of acme is off: Write next: /m);
      assert.doesNotMatch(errors.join(''), /^ +at /m, 'a stack trace');
      assert.equal(await cancelDemo(running.url, 'sopague'), 200);
      // Its connector is not written either: the operation stays open.
      assert.equal(await cancelDemo(running.url, 'acme'), 202);
    } finally {
      await running.close();
    }
  });
});

function copyProject(): void {
  const generated = new Set(['node_modules', '.git', 'cdk.out', 'dist']);
  cpSync('.', copy, { recursive: true, filter: (path) => !generated.has(basename(path)) });
  symlinkSync(join(process.cwd(), 'node_modules'), join(copy, 'node_modules'));
}

/** @returns the HTTP status of a cancellation of the demo payment */
async function cancelDemo(url: string, provider: 'sopague' | 'acme'): Promise<number> {
  const payment = { sopague: '020080286103040952150000006201850000000000', acme: 'demo-acme' }[provider];
  const response = await fetch(`${url}/v1/merchants/loja-1/${provider}/payments/${payment}/cancellations`, {
    method: 'POST',
    headers: { 'idempotency-key': `start-${provider}` },
  });
  await response.text();
  return response.status;
}
