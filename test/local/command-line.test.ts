import assert from 'node:assert/strict';
import { rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { readCommandLine } from '../../local/command-line.ts';
import { readDeploymentContext } from '../../local/deployment-context.ts';

test('without options everything has its default', () => {
  assert.deepEqual(readCommandLine([]), {
    port: 8787,
    providerUrls: {},
    notifyFrom: [],
    context: {},
    auth: false,
    isQuiet: false,
  });
});

test('an option that may be given more than once is kept in order', () => {
  const { notifyFrom } = readCommandLine(['--notify-from', '127.0.0.1', '--notify-from', '::1']);
  assert.deepEqual(notifyFrom, ['127.0.0.1', '::1']);
});

test('context values are those of the deployment, and the limits of cdk.json', async () => {
  const file = join(tmpdir(), `cdk-${process.pid}.json`);
  await writeFile(file, '{"context":{"waitSeconds":"5","inquiryDays":3,"jwtIssuer":"https://id.example"}}');
  after(() => rm(file));

  assert.deepEqual(readDeploymentContext(['waitSeconds=7', 'inquiryPauses=1,2=3'], file), {
    ...{ waitSeconds: '7', inquiryDays: 3 },
    inquiryPauses: '1,2=3',
  });
  assert.deepEqual(readCommandLine(['-c', 'waitSeconds=7']).context, { waitSeconds: '7' });
  assert.throws(() => readCommandLine(['-c', 'waitSeconds']), { name: 'UsageError', message: /name=value/ });
});

describe('the clock of the stack starts', () => {
  const ROWS: readonly [what: string, args: readonly string[], clock: object][] = [
    ['at an instant', ['--clock', '2028-02-29T23:58:00-03:00'], { startsAt: Date.UTC(2028, 2, 1, 2, 58) }],
    ['so many days ahead', ['--clock', '+400d'], { offsetMs: 400 * 86_400_000 }],
    ['so many hours behind', ['--clock', '-3h'], { offsetMs: -3 * 3_600_000 }],
    ['so many minutes ahead, after other options', ['--quiet', '--clock=+15m'], { offsetMs: 900_000 }],
  ];
  for (const [what, args, clock] of ROWS)
    test(what, () => assert.deepEqual(readCommandLine(args).clock, clock));
});

describe('refused is', async () => {
  const badJson = join(tmpdir(), `estorno-${process.pid}.json`);
  await writeFile(badJson, '{ "loja-1": apiKey-of-somebody }');
  after(() => rm(badJson, { force: true }));

  const ROWS: readonly [what: string, args: readonly string[], says: RegExp][] = [
    ['an unknown option', ['--colour'], /^Unknown option '--colour'\.$/],
    [
      'an unknown engine',
      ['--engine', 'oracle'],
      /^--engine requires dynamodb-local or dynalite, and got "oracle"\.$/,
    ],
    ['an address that is none', ['--letpay-url', 'letpay'], /^--letpay-url requires an address/],
    [
      'an address that is no IP address',
      ['--notify-from', '127.0.0.1', '--notify-from', 'sopague'],
      /^--notify-from requires an IP address like 127\.0\.0\.1, and got "sopague"\.$/,
    ],
    [
      'a clock without a zone',
      ['--clock', '2028-02-29T23:58:00'],
      /^--clock requires an instant with its zone like 2028-02-29T23:58:00-03:00, or a distance like \+400d, -3h or \+15m, and got "2028-02-29T23:58:00"\.$/,
    ],
    [
      'a clock at a day that there is not',
      ['--clock', '2027-02-29T23:58:00-03:00'],
      /^--clock requires an instant/,
    ],
    ['a clock without a value', ['--clock', '--quiet'], /--clock/],
    [
      'a clock in a unit that there is not',
      ['--clock', '-3w'],
      /^--clock requires an instant .* got "-3w"\.$/,
    ],
    [
      'a clock too far away',
      ['--clock', '+40000d'],
      /^--clock requires a time from 2020 to 2099, and got "\+40000d"\.$/,
    ],
    [
      'a file that is not there',
      ['--secrets', '/nowhere'],
      /^--secrets names the file \/nowhere, and there is none\.$/,
    ],
    [
      'a file that is no JSON, without quoting it',
      ['--secrets', badJson],
      /^The file \S+ of --secrets is not valid JSON\. Correct it, or leave --secrets out\.$/,
    ],
  ];

  for (const [what, args, message] of ROWS)
    test(what, () => assert.throws(() => readCommandLine(args), { name: 'UsageError', message }));
});
