import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { PROVIDERS, toFunctionOutput } from '../../infra/providers.ts';
import { closeServer, listen, toUrl } from '../../local/loopback.ts';
import { runOps } from '../../ops/run-ops.ts';
import { OPERATOR_ROUTE } from '../../shared/http/operator-routes.ts';
import { startFixtureStack } from '../local/fixture-stack.ts';
import { toOperation } from './operations.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'ops', 'main.ts');

/** Answers commands as the function of operators does, in pages of one, and returns the command that it got. */
const SOURCE = `
  const OPERATIONS = ${JSON.stringify(toOperations())};
  const refuse = (code, detail) => { throw { code, detail }; };
  const COMMANDS = {
    list: ({ state, after = { shard: 0 } }, provider) => {
      const operations = OPERATIONS[provider];
      const shard = after.shard + 1;
      const unreadable = state === 'open' ? ['loja-9#' + provider + '#pay-' + shard] : [];
      const next = shard < operations.length ? { shard } : null;
      return { operations: operations.slice(after.shard, shard), unreadable, next };
    },
    show: (command, provider) => ({ version: 3, operations: OPERATIONS[provider], command }),
    resolve: ({ outcome, operationId, ...command }, provider) =>
      command.evidence === 'Nobody knows anything'
        ? refuse('validation_failed', 'Only what waits for a person can be recorded.')
        : { ...OPERATIONS[provider][0], id: operationId, state: outcome, outcome: 'applied', command },
    republish: ({ operationId }, provider) => ({ ...OPERATIONS[provider][0], id: operationId }),
    attach: ({ operationId, requestId }, provider) =>
      ({ ...OPERATIONS[provider][0], id: operationId, state: 'awaiting_approval', outcome: 'pending', requestId }),
    probe: ({ merchantId }) =>
      merchantId === 'strange' ? { moon: true } : { tokenModel: 'single_use', at: 'now', steps: [{ step: 'log in', status: 200 }] },
  };
  const answer = (statusCode, body) => ({ statusCode, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  export const handler = async ({ pathParameters: { provider, command }, body }) => {
    try {
      return answer(200, COMMANDS[command](JSON.parse(body), provider));
    } catch (problem) {
      return answer(400, { title: 'Refused', ...problem });
    }
  };`;

/** The operations of each provider; of any other than these, none. */
function toOperations() {
  const numbers: Readonly<Record<string, readonly number[]>> = { letpay: [1, 2, 3], sopague: [4] };
  return Object.fromEntries(
    PROVIDERS.map(({ id }) => [id, (numbers[id] ?? []).map((number) => toOperation(id, number))]),
  );
}

const API_URL = {
  'Fn::Join': ['', ['https://', { Ref: 'Api' }, '.execute-api.', { Ref: 'AWS::Region' }, '.amazonaws.com/']],
};

const stack = await startFixtureStack({
  functions: { operatorFunction: { source: SOURCE } },
  routes: { [`${OPERATOR_ROUTE.method} ${OPERATOR_ROUTE.path}`]: 'operatorFunction' },
  template: {
    Outputs: {
      SecretsPrefix: { Value: 'estorno' },
      ApiUrl: { Value: API_URL },
      ...Object.fromEntries(
        PROVIDERS.map(({ id }) => [toFunctionOutput({ id }), { Value: `${id}Function` }]),
      ),
    },
  },
});

const ID = toOperation('sopague', 4).id;
const LINK = `/v1/merchants/loja-1/letpay/payments/pay-2/cancellations/${toOperation('letpay', 2).id}`;
const FOLDER = mkdtempSync(join(tmpdir(), 'estorno-ops-'));
after(() => rmSync(FOLDER, { recursive: true }));
const RECORD = ['--outcome', 'succeeded', '--evidence', 'Seen in the dashboard'];

async function ops(...args: readonly string[]) {
  const lines: string[] = [];
  const complaints: string[] = [];
  const code = await runOps(args, {
    print: (text) => lines.push(text),
    complain: (text) => complaints.push(text),
  });
  return { code, printed: lines.join('\n'), complaint: complaints.join('\n') };
}

const local = (...args: readonly string[]) => ops(...args, '--local', stack.url);

test('list names what could not be read, beside what could', async () => {
  const { code, printed } = await local('list', '--state', 'open', '--provider', 'letpay');

  assert.equal(code, 0);
  assert.match(printed, /3 operations\./);
  assert.match(
    printed,
    /Could not be read, .*: loja-9#letpay#pay-1, loja-9#letpay#pay-2, loja-9#letpay#pay-3\./,
  );
});

test('list shows every page of every provider', async () => {
  const { code, printed } = await local('list');

  assert.equal(code, 0);
  assert.deepEqual(
    printed.match(/op_\d+/g),
    [1, 2, 3, 4].map((number) => toOperation('', number).id),
  );
  assert.match(printed, /\n4 operations\./);
});

test('list --json prints the operations as the function gives them', async () => {
  const { printed } = await local('list', '--provider', 'sopague', '--json');

  assert.deepEqual(JSON.parse(printed), { operations: [toOperation('sopague', 4)] });
});

test('show asks for the payment that the link names', async () => {
  const { printed } = await local('show', '--operation', LINK);

  const { version, command } = JSON.parse(printed);
  assert.deepEqual([version, command], [3, { merchantId: 'loja-1', paymentId: 'pay-2' }]);
});

test('show looks up an id that comes alone', async () => {
  const { printed } = await local('show', '--operation', ID);

  assert.equal(JSON.parse(printed).command.paymentId, 'pay-4');
});

test('resolve sends the outcome and the evidence', async () => {
  const { printed } = await local('resolve', '--operation', LINK, ...RECORD, '--json');

  const { state, command } = JSON.parse(printed);
  assert.equal(state, 'succeeded');
  assert.deepEqual(command, {
    ...{ merchantId: 'loja-1', paymentId: 'pay-2' },
    evidence: 'Seen in the dashboard',
  });
});

test('resolve says what was recorded', async () => {
  const { printed } = await local('resolve', '--operation', ID, ...RECORD);

  assert.equal(printed, `Recorded. The operation ${ID} is succeeded (outcome applied).`);
});

test('probe says which token model it found', async () => {
  const { printed } = await local('probe', 'letpay', '--merchant', 'loja-1');

  assert.match(printed, /^log in {2}200$/m);
  assert.match(printed, /^single_use at now: .*several sessions/m);
});

describe('what cannot be done ends with 1 and a sentence:', async () => {
  const stranger = createServer((_request, response) => response.end('hello'));
  const strangerUrl = toUrl(await listen(stranger));
  after(() => closeServer(stranger));
  const nobody = createServer();
  const nobodyUrl = toUrl(await listen(nobody));
  await closeServer(nobody);
  const bare = await startFixtureStack({});

  const ROWS: readonly [what: string, result: () => ReturnType<typeof ops>, says: RegExp][] = [
    [
      'a refusal, with its code',
      () => local('resolve', '--operation', LINK, ...RECORD.with(-1, 'Nobody knows anything')),
      /^Only what waits for a person can be recorded\. \(validation_failed\)$/,
    ],
    [
      'an answer of another version',
      () => local('probe', 'letpay', '--merchant', 'strange'),
      /^This version does not know the form of the function's answer/,
    ],
    [
      'an id that nothing unfinished has',
      () => local('show', '--operation', `op_${'f'.repeat(26)}`),
      /^No unfinished operation has the id op_f{26}\. If it is final already, give its link/,
    ],
    [
      'a local stack that does not run',
      () => ops('list', '--local', nobodyUrl),
      /^No local stack answers at \S+\. Start it with "npm start", or give its address: --local URL\.$/,
    ],
    [
      'something else that runs there',
      () => ops('list', '--local', strangerUrl),
      /^The server at \S+ is not a local stack/,
    ],
    [
      'a stack without a function of the provider',
      () => ops('list', '--local', bare.url),
      /^The local stack has no function of letpay among its outputs/,
    ],
  ];

  for (const [what, result, says] of ROWS)
    test(what, async () => {
      const { code, printed, complaint } = await result();

      assert.deepEqual([code, printed], [1, '']);
      assert.match(complaint, says);
    });
});

test('wrong usage ends with 2, and nothing is sent', async () => {
  stack.awsCalls.clear();
  const { code, complaint } = await local('resolve', '--operation', LINK, '--outcome', 'failed');

  assert.equal(code, 2);
  assert.match(complaint, /^--evidence is required/);
  assert.deepEqual(stack.awsCalls.entries, []);
});

for (const args of [
  ['--help'],
  ['list', '--help'],
  ['show', '--help'],
  ['resolve', '-h'],
  ['probe', '--help'],
  ...[
    'disable',
    'enable',
    'switches',
    'sources',
    'credentials',
    'dlq',
    'republish',
    'export',
    'preflight',
    'verify',
    'erase',
    'restore',
  ].map((name) => [name, '--help']),
])
  test(`${args.join(' ')} explains, and sends nothing`, async () => {
    const { code, printed } = await ops(...args);

    assert.equal(code, 0);
    assert.match(printed, /npm run ops -- /);
    assert.match(printed, /--profile NAME/);
  });

for (const words of [
  ['show'],
  ['dlq'],
  ['list', '--reason', 'x'],
  ['credentials', 'check', 'letpay'],
  ['refund', 'file'],
])
  test(`the error of "${words.join(' ')}" refers to the help of ${words[0]}`, async () => {
    const { code, complaint } = await ops(...words);

    assert.equal(code, 2);
    assert.ok(complaint.endsWith(`See "npm run ops -- ${words[0]} --help".`), complaint);
  });

test('as a program it writes complaints to stderr and ends with the code', async () => {
  const { promise, resolve } = Promise.withResolvers<object>();
  execFile(process.execPath, [MAIN, 'undo'], (error, stdout, stderr) =>
    resolve({ code: error?.code, stdout, stderr }),
  );

  assert.deepEqual(await promise, {
    code: 2,
    stdout: '',
    stderr:
      'There is no command "undo". The commands are list, show, resolve, refund, probe, disable, enable, credentials, dlq, republish, export, preflight, verify, erase, restore, switches, sources. See "npm run ops -- --help".\n',
  });
});

test('a file that cannot be read or written is named in a sentence, and an existing file stays', async () => {
  const place = ['--merchant', 'loja-1', '--provider', 'letpay'];
  const read = await local('credentials', 'set', ...place, '--file', join(FOLDER, 'missing.json'));
  assert.equal(read.code, 1);
  assert.match(read.complaint, /^The file .+missing\.json of --file cannot be read\. \(ENOENT/);

  const out = join(FOLDER, 'there.json');
  writeFileSync(out, 'mine');
  const written = await local('export', '--operation', LINK, '--out', out);
  assert.equal(written.code, 1);
  assert.match(
    written.complaint,
    /^The file .+there\.json of --out cannot be written: name a file that does not exist/,
  );
  assert.equal(readFileSync(out, 'utf8'), 'mine');
});

test('refund attach sends which request was filed for a refund', async () => {
  const { code, printed } = await local(
    'refund',
    'attach',
    '--operation',
    LINK,
    '--request-id',
    'r-1',
    '--json',
  );

  assert.equal(code, 0);
  assert.deepEqual(JSON.parse(printed).requestId, 'r-1');
});

test('republish says which state was published', async () => {
  const { printed } = await local('republish', '--operation', LINK);

  assert.equal(printed, `Published again: the operation ${toOperation('letpay', 2).id} is manual_review.`);
});

test('refund requires an action and a request', async () => {
  const attach = ['refund', 'attach', '--operation', LINK];
  assert.match((await local('refund', '--operation', LINK)).complaint, /"refund" is followed by "attach"/);
  assert.match((await local(...attach)).complaint, /--request-id is required/);
  assert.match(
    (await local(...attach, 'twice', '--request-id', 'r')).complaint,
    /Unexpected argument "twice"/,
  );
});
