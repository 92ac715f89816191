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

  test('of nothing says so', () => {
    assert.equal(
      toListText([], 'manual_review', ['letpay', 'sopague']),
      'Nothing waits for a person at letpay and sopague.',
    );
    assert.equal(toListText([], 'open', ['letpay']), 'Nothing is unfinished at letpay.');
  });
});

test('a probe says what its world means, step by step', () => {
  const steps = [
    { step: 'log in, for token A', status: 200 },
    { step: 'read with A', status: 0 },
  ];
  const text = toProbeText({ world: 'S3', at: '2026-11-21T10:00:00Z', steps });

  assert.match(
    text,
    /^log in, for token A {2}200\nread with A {10}no answer\n\nS3 at 2026-11-21T10:00:00Z: .*one session only/m,
  );
});

describe('what AWS answers is said in a sentence:', () => {
  const ROWS: readonly [name: string, message: string, says: RegExp][] = [
    ['CredentialsProviderError', 'Could not load credentials', /^There are no AWS credentials to use/],
    ['Error', 'Region is missing', /^No AWS region is known/],
    ['ExpiredTokenException', 'The token is expired', /^AWS does not take these credentials/],
    ['AccessDenied', 'User: x is not authorized', /^You may not use the stack Other: User: x/],
    [
      'ValidationError',
      'Stack with id Other does not exist',
      /^There is no such thing .*: the stack Other\./,
    ],
    ['TooManyRequestsException', 'Rate exceeded', /^AWS has too much to do/],
    ['TimeoutError', 'Connection timed out', /may have been done: look before you repeat/],
    ['SomethingNew', 'words', /^AWS answered about the stack Other: words \(SomethingNew\)$/],
  ];

  for (const [name, words, says] of ROWS)
    test(name, () => {
      const error = Object.assign(new Error(words), { name });
      assert.match(toOpsError(error, 'the stack Other').message, says);
    });
});
