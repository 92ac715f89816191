import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { DEMOS } from '../../local/demo-providers.ts';
import { toWelcome } from '../../local/welcome.ts';
import { COMMON_ROUTES, PROVIDER_ROUTES } from '../../shared/http/routes.ts';
import { missingOf } from '../recipes/run-program.ts';

const exec = promisify(execFile);
const LOCAL = join(import.meta.dirname, '..', '..', 'local');

const WELCOME = {
  ...{ url: 'http://127.0.0.1:1', engine: 'dynalite', region: 'sa-east-1' },
  ...{ isSigned: false, hasDemos: true, simulated: ['letpay', 'sopague'] },
};
const plain = (_: string, text: string) => text;

describe('the welcome', () => {
  test('has a row for each route', () => {
    const text = toWelcome(WELCOME, plain);
    const rows = text.match(/^(?:GET|POST) .+$/gm) ?? [];
    assert.equal(rows.length, PROVIDER_ROUTES.length + COMMON_ROUTES.length);
    assert.ok(
      rows.every((row) => /^(?:GET|POST) +[…/]\S* +\S.+$/.test(row)),
      text,
    );
  });

  test('fits a terminal, but for the lines to copy', () => {
    const long = toWelcome(WELCOME, plain)
      .split('\n')
      .filter((line) => line.length > 100 && !line.startsWith('curl '));
    assert.deepEqual(long, []);
  });

  test('shows no payments where there are none, such as at a provider that is not simulated', () => {
    assert.match(toWelcome({ ...WELCOME, simulated: ['letpay'] }, plain), /loja-1 +letpay/);
    assert.doesNotMatch(toWelcome({ ...WELCOME, simulated: ['letpay'] }, plain), /loja-1 +sopague/);
    assert.doesNotMatch(toWelcome({ ...WELCOME, simulated: [] }, plain), /curl/);
    assert.doesNotMatch(toWelcome({ ...WELCOME, hasDemos: false }, plain), /curl/);
  });
});

describe('colours are', () => {
  const ROWS: readonly [what: string, env: Readonly<Record<string, string>>, hasColour: boolean][] = [
    ['shown where they are wanted', { FORCE_COLOR: '1' }, true],
    ['not shown where there is no terminal', {}, false],
    ['not shown with NO_COLOR', { NO_COLOR: '1' }, false],
  ];
  for (const [what, env, hasColour] of ROWS)
    test(what, async () => {
      const program = `import { paint } from ${JSON.stringify(join(LOCAL, 'paint.ts'))}; console.log(paint('green', 'ready'));`;
      const { stdout } = await exec(process.execPath, ['--input-type=module', '-e', program], { env });
      assert.equal(stdout, hasColour ? '\u001b[32mready\u001b[39m\n' : 'ready\n');
    });
});

const missing = missingOf(['bash', 'curl']);
const skip =
  missing !== undefined && `there is no ${missing} on this machine: install it to try the lines to copy`;

test('each line to copy works as it was printed, signed callers included', { skip }, async (t) => {
  const args = [join(LOCAL, 'main.ts'), '--port', '0', '--engine', 'dynalite', '--auth'];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'ignore'] });
  t.after(() => child.kill('SIGKILL'));
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  while (!printed.includes('openapi.yaml') && child.exitCode === null)
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);

  const lines = printed.match(/^curl .+$/gm) ?? [];
  assert.equal(lines.length, 2 * Object.keys(DEMOS).length, printed);
  for (const line of lines) {
    const { stdout } = await exec('bash', ['-c', line.replace('curl -i', 'curl')]);
    assert.match(stdout, /"state":"succeeded"/, line);
  }
});
