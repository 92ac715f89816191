import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PROVIDERS } from '../../infra/providers.ts';
import { readCommandLine } from '../../ops/command-line.ts';

const PROVIDER_IDS = PROVIDERS.map(({ id }) => id);
const WHICH = `${PROVIDER_IDS.slice(0, -1).join(', ')} or ${PROVIDER_IDS.at(-1)}`;
const ID = `op_${'0'.repeat(26)}`;
const LINK = `/v1/merchants/loja-1/letpay/payments/p-1/cancellations/${ID}`;
const PLACE = { merchantId: 'loja-1', provider: 'letpay', paymentId: 'p-1', operationId: ID };
const EVIDENCE = 'Canceled in the dashboard, 14:02';
const RESOLVE = ['resolve', '--operation', LINK, '--outcome', 'failed', '--evidence', EVIDENCE];

describe('commands:', () => {
  const ROWS: readonly [args: readonly string[], command: object][] = [
    [['list'], { name: 'list', providers: PROVIDER_IDS, state: 'waiting_for_person' }],
    [
      ['list', '--provider', 'sopague', '--state', 'open'],
      { name: 'list', providers: ['sopague'], state: 'open' },
    ],
    [['show', '--operation', LINK], { name: 'show', ref: PLACE }],
    [['show', '--operation', `http://127.0.0.1:8787${LINK}`], { name: 'show', ref: PLACE }],
    [['show', '--operation', LINK.replace('cancellations', 'refunds')], { name: 'show', ref: PLACE }],
    [['show', '--operation', ID], { name: 'show', ref: { operationId: ID } }],
    [RESOLVE, { name: 'resolve', ref: PLACE, outcome: 'failed', evidence: EVIDENCE }],
    [
      ['probe', 'letpay', '--merchant', 'loja-1'],
      { name: 'probe', provider: 'letpay', merchantId: 'loja-1' },
    ],
    [['disable', 'letpay', '--reason', ' down '], { name: 'disable', provider: 'letpay', reason: 'down' }],
    [
      ['enable', 'sopague', '--merchant', 'loja-1', '--reason', 'up'],
      { name: 'enable', provider: 'sopague', merchantId: 'loja-1', reason: 'up' },
    ],
    [['switches'], { name: 'switches', providers: PROVIDER_IDS }],
    [['sources'], { name: 'sources', action: 'show', providers: PROVIDER_IDS }],
    [
      [
        ...['sources', 'set', '--provider', 'letpay', '--address', '192.0.2.1', '--address', '2001:db8::/32'],
        ...['--reason', 'They moved'],
      ],
      {
        ...{ name: 'sources', action: 'set', provider: 'letpay', reason: 'They moved' },
        addresses: ['192.0.2.1', '2001:db8::/32'],
      },
    ],
    [
      ['sources', 'reset', '--provider', 'letpay', '--reason', 'Over'],
      { name: 'sources', action: 'reset', provider: 'letpay', reason: 'Over' },
    ],
    [
      ['credentials', 'set', '--merchant', 'loja-1', '--provider', 'letpay', '--file', 'x.json'],
      {
        ...{ name: 'credentials', action: 'set', provider: 'letpay', merchantId: 'loja-1' },
        ...{ file: 'x.json', unchecked: false },
      },
    ],
    [['dlq', 'show'], { name: 'dlq', action: 'show', queues: ['commands', 'relay'] }],
    [['dlq', 'redrive', '--queue', 'relay'], { name: 'dlq', action: 'redrive', queues: ['relay'] }],
    [
      ['dlq', 'remove', '--queue', 'relay', '--message', 'm-1'],
      { name: 'dlq', action: 'remove', queues: ['relay'], messageId: 'm-1' },
    ],
    [['republish', '--operation', LINK], { name: 'republish', ref: PLACE }],
    [['export', '--operation', LINK, '--out', 'x.json'], { name: 'export', ref: PLACE, out: 'x.json' }],
    [[], { name: 'help', about: '' }],
    [['--help'], { name: 'help', about: '' }],
    [['resolve', '-h'], { name: 'help', about: 'resolve' }],
  ];

  for (const [args, command] of ROWS)
    test(args.join(' ') || 'nothing', () => assert.deepEqual(readCommandLine(args).command, command));
});

describe('targets:', () => {
  const ROWS: readonly [args: readonly string[], target: object][] = [
    [[], { kind: 'aws', stack: 'Estorno' }],
    [
      ['--profile', 'pay', '--region', 'sa-east-1', '--stack', 'Other'],
      { kind: 'aws', stack: 'Other', profile: 'pay', region: 'sa-east-1' },
    ],
    [['--stage', 'staging'], { kind: 'aws', stack: 'Estorno-staging' }],
    [['--local'], { kind: 'local', url: 'http://127.0.0.1:8787' }],
    [['--local', 'http://127.0.0.1:9000/'], { kind: 'local', url: 'http://127.0.0.1:9000' }],
    [['--local=http://127.0.0.1:9000'], { kind: 'local', url: 'http://127.0.0.1:9000' }],
  ];

  for (const [args, target] of ROWS)
    test(args.join(' ') || 'nothing', () =>
      assert.deepEqual(readCommandLine(['list', ...args]).target, target),
    );

  test('an argument after --local that is not an address is the command', () => {
    assert.equal(readCommandLine(['--local', 'list']).command.name, 'list');
  });
});

describe('wrong usage is refused before anything is sent:', () => {
  /** `RESOLVE` with one option given another value, or left out. */
  const but = (option: string, value?: string) =>
    RESOLVE.flatMap((arg, at) => {
      if (arg === option) return value === undefined ? [] : [arg];
      return RESOLVE[at - 1] === option ? (value ?? []) : [arg];
    });
  const ROWS: readonly [args: readonly string[], says: RegExp][] = [
    [
      ['undo'],
      /^There is no command "undo"\. The commands are list, show, resolve, refund, probe, disable, enable, credentials, dlq, republish, export, preflight, verify, erase, restore, switches, sources\.$/,
    ],
    [['list', '--colour'], /^Unknown option '--colour'\.$/],
    [['list', 'letpay'], /^Unexpected argument "letpay"\.$/],
    [['list', '--provider', 'stone'], new RegExp(`^--provider must be ${WHICH}, not "stone"\\.$`)],
    [
      ['list', '--state', 'done'],
      /^--state must be waiting_for_person, manual_review or open, not "done"\.$/,
    ],
    [['list', '--reason', 'x'], /^list has no option --reason\.$/],
    [['list', '--local', '--stack', 'Other'], /^--local is not AWS/],
    [['list', '--local=8787'], /^--local must be an address/],
    [['show'], /^--operation is required/],
    [['show', '--operation', 'op_1'], /^--operation must be a link .* not "op_1"\.$/],
    [['show', '--operation', LINK.replace('letpay', 'stone')], /^--operation must be a link/],
    [['show', '--operation', LINK.replace('loja-1', 'Loja')], /^--operation must be a link/],
    [['show', '--operation', `${LINK}/withdraw`], /^--operation must be a link/],
    [but('--outcome', 'done'), /^--outcome must be succeeded or failed, not "done"\.$/],
    [but('--outcome'), /^--outcome must be succeeded or failed, not ""\.$/],
    [but('--evidence'), /^--evidence is required: .* at least 10 characters/],
    [but('--evidence', '  seen it   '), /^--evidence is required/],
    [but('--operation'), /^--operation is required/],
    [['probe', '--merchant', 'loja-1'], new RegExp(`^The provider of "probe" must be ${WHICH}, not ""\\.$`)],
    [['probe', 'letpay'], /^--merchant must be a merchant id such as loja-1, not ""\.$/],
  ];

  for (const [args, message] of ROWS)
    test(args.join(' '), () => assert.throws(() => readCommandLine(args), { name: 'UsageError', message }));
});
