import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parseClockSetting } from '../../infra/local/clock/parse-clock-setting.ts';
import { type Combination, FILES, toCombinations } from './combinations.ts';
import { runFiles, toLine } from './run-dates.ts';

const TOKYO: Combination = { name: 'ahead', clock: '+400d', zone: 'Asia/Tokyo', passesMidnight: true };

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'estorno-dates-'));
});
after(() => rm(folder, { recursive: true, force: true }));

async function writeTest(name: string, body: string): Promise<string> {
  const path = join(folder, `${name}.test.mjs`);
  await writeFile(
    path,
    `import test from 'node:test'; import assert from 'node:assert/strict';\ntest(${JSON.stringify(name)}, async () => { ${body} });`,
  );
  return path;
}

describe('a run of test files', () => {
  test('gives them the clock, the zone and the wish to pass midnight, and tells that they passed', async () => {
    const file = await writeTest(
      'sees all',
      `const { TZ, ESTORNO_TEST_CLOCK, ESTORNO_TEST_MIDNIGHT } = process.env;
       assert.deepEqual([TZ, ESTORNO_TEST_CLOCK, ESTORNO_TEST_MIDNIGHT], ['Asia/Tokyo', '+400d', '1']);
       assert.equal(new Date(0).getHours(), 9);`,
    );
    const outcome = await runFiles(TOKYO, [file]);

    assert.ok(outcome.isGood, outcome.output);
    assert.match(
      toLine(TOKYO, outcome),
      /^passed: ahead \(clock \+400d, TZ Asia\/Tokyo\): 1 of 1 tests passed in \d+ s$/,
    );
  });

  test('gives them nothing of the last run', async () => {
    const file = await writeTest(
      'sees nothing',
      `assert.equal('ESTORNO_TEST_CLOCK' in process.env || 'ESTORNO_TEST_MIDNIGHT' in process.env, false);`,
    );
    assert.ok((await runFiles({ name: 'now', zone: 'UTC' }, [file])).isGood);
  });

  test('has failed when a test failed, and keeps what it printed', async () => {
    const files = [
      await writeTest('fine', ''),
      await writeTest('wrong', `assert.equal(1, 2, 'one is not two');`),
    ];
    const outcome = await runFiles(TOKYO, files);

    assert.equal(outcome.isGood, false);
    assert.match(outcome.output, /one is not two/);
    assert.match(toLine(TOKYO, outcome), /^FAILED: ahead .*: 1 of 2 tests passed/);
  });

  test('that hangs has failed at its limit, and its processes have ended', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : address;
    const connected = once(server, 'connection');
    // A process that lives holds its connection, and says nothing.
    const body = `await new Promise((resolve) => require('node:net').connect(${port}, '127.0.0.1').on('close', resolve));`;
    const file = await writeTest('hangs', body.replace('require(', 'process.getBuiltinModule('));
    const running = runFiles(TOKYO, [file], 5000);
    const [socket] = await connected;
    socket.on('error', () => {});
    const isGone = once(socket.resume(), 'close');

    assert.equal((await running).isGood, false);
    await isGone;
    server.close();
  });
});

describe('the combinations', () => {
  const combinations = toCombinations(2026);

  test('have every time once, at clocks that there can be, and every zone', () => {
    for (const { clock } of combinations) if (clock !== undefined) parseClockSetting(clock, Date.now());
    const clocks = combinations.map(({ clock }) => clock ?? 'now');
    assert.equal(new Set(clocks).size, 5);
    for (const part of ['T23:58:00-03:00', '-12-31T', '2028-02-29T', '+400d', 'now'])
      assert.ok(
        clocks.some((clock) => clock.includes(part)),
        part,
      );
    assert.deepEqual(
      new Set(combinations.map(({ zone }) => zone)),
      new Set(['UTC', 'America/Sao_Paulo', 'Asia/Tokyo']),
    );
  });

  test('are run with every file once', () => assert.equal(new Set(FILES).size, FILES.length));
});
