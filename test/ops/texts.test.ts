import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toTable } from '../../ops/table.ts';
import { toListText, toProbeText } from '../../ops/texts.ts';
import { toOpsError } from '../../ops/to-ops-error.ts';
import { toOperation } from './operations.ts';

describe('a table', () => {
  test('has columns as wide as their widest cell', () => {
    assert.equal(
      toTable(
        ['A', 'LONG'],
        [
          ['wide', 'x'],
          ['y', ''],
        ],
      ),
      'A     LONG\nwide  x\ny',
    );
  });

  test('hands no control character to the terminal', () => {
    assert.equal(toTable(['A'], [['\u001b[2Jgone\nnext\u202e']]), 'A\n[2Jgone next');
  });
});

describe('a list', () => {
  test('says what stands in each operation, its last problem and how many there are', () => {
    const problem = { code: 'provider_unavailable', detail: 'LetPay answered 503.' };
    const text = toListText([toOperation('letpay', 1, { problem })], 'open', ['letpay']);

    const [head, row, , count] = text.split('\n');
    assert.match(
      head ?? '',
      /^MERCHANT +PROVIDER +PAYMENT +OPERATION +STATE +ATTEMPTS +SINCE +LAST PROBLEM$/,
    );
    assert.match(
      row ?? '',
      /^loja-1 +letpay +pay-1 +op_0{25}1 +manual_review +2 +2026-11-21T10:00:00-03:00 +provider_unavailable: LetPay answered 503\.$/,
    );
    assert.match(count ?? '', /^1 operation\. /);
  });

  test('says what a person has to do, and how to record it', () => {
    const filing = {
      kind: 'file_refund_request',
      what: 'File a refund request for BRL 10.35 at sopague, and attach its id to this operation.',
      until: '2027-01-20T13:00:00.000Z',
    };
    const review = { kind: 'record_outcome', what: 'Find out at letpay.', until: null };
    const text = toListText(
      [
        toOperation('sopague', 1, { state: 'awaiting_approval', action: filing }),
        toOperation('letpay', 2, { action: review }),
      ],
      'waiting_for_person',
      ['letpay', 'sopague'],
    );

    const [, toDo] = text.split('\n\n');
    assert.deepEqual(toDo?.split('\n'), [
      'To do:',
      `  op_${'0'.repeat(25)}1  ${filing.what} Until ${filing.until}.`,
      `    npm run ops -- refund attach --operation op_${'0'.repeat(25)}1 --request-id ID`,
      `  op_${'0'.repeat(25)}2  Find out at letpay.`,
      `    npm run ops -- resolve --operation op_${'0'.repeat(25)}2 --outcome succeeded|failed --evidence TEXT`,
    ]);
  });

  test('of nothing says so', () => {
    assert.equal(
      toListText([], 'waiting_for_person', ['letpay', 'sopague']),
      'No operation waits for a person at letpay or sopague.',
    );
    assert.equal(toListText([], 'open', ['letpay']), 'No operation is unfinished at letpay.');
  });
});

test('a probe says what its token model means, step by step', () => {
  const steps = [
    { step: 'log in, for token A', status: 200 },
    { step: 'read with A', status: 0 },
  ];
  const text = toProbeText({ tokenModel: 'exclusive_login', at: '2026-11-21T10:00:00Z', steps });

  assert.match(
    text,
    /^log in, for token A {2}200\nread with A {10}no answer\n\nexclusive_login at 2026-11-21T10:00:00Z: .*one session only/m,
  );
});

describe('an error of AWS becomes a sentence:', () => {
  const ROWS: readonly [name: string, message: string, says: RegExp][] = [
    ['CredentialsProviderError', 'Could not load credentials', /^No AWS credentials were found/],
    ['Error', 'Region is missing', /^No AWS region is known/],
    ['ExpiredTokenException', 'The token is expired', /^AWS does not accept these credentials/],
    ['AccessDenied', 'User: x is not authorized', /^You have no permission for the stack Other: User: x/],
    [
      'ValidationError',
      'Stack with id Other does not exist',
      /^This account and region have no such resource: the stack Other\./,
    ],
    ['TooManyRequestsException', 'Rate exceeded', /^AWS throttles requests/],
    ['TimeoutError', 'Connection timed out', /may have been carried out: check before you repeat/],
    ['SomethingNew', 'words', /^AWS answered about the stack Other: words \(SomethingNew\)$/],
  ];

  for (const [name, words, says] of ROWS)
    test(name, () => {
      const error = Object.assign(new Error(words), { name });
      assert.match(toOpsError(error, 'the stack Other').message, says);
    });
});
