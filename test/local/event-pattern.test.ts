import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readEventPattern } from '../../local/events/event-pattern.ts';

const UNKNOWN = { detail: { provider: [{ exists: false }, { 'anything-but': ['letpay', 'sopague'] }] } };
const PAIRS = { detail: { items: { kind: ['refund'], done: [true] } } };

const ROWS: readonly [what: string, pattern: object, event: object, fits: boolean][] = [
  ['a text', { source: ['a', 'b'] }, { source: 'b' }, true],
  ['another text', { source: ['a', 'b'] }, { source: 'c' }, false],
  ['a missing member', { source: ['a'] }, {}, false],
  ['a boolean', { a: [true] }, { a: true }, true],
  ['the text of a boolean', { a: [true] }, { a: 'true' }, false],
  ['null', { a: [null] }, { a: null }, true],
  ['a missing member for null', { a: [null] }, {}, false],
  ['every member at once', { a: ['1'], b: { c: ['2'] } }, { a: '1', b: { c: '2' } }, true],
  ['one member of two', { a: ['1'], b: { c: ['2'] } }, { a: '1', b: { c: '3' } }, false],
  ['a member that the pattern does not name', { a: ['1'] }, { a: '1', z: 1 }, true],
  ['an element of a list', { a: ['1'] }, { a: ['0', '1'] }, true],
  ['an object in place of a text', { a: ['1'] }, { a: { b: '1' } }, false],
  ['a prefix', { source: [{ prefix: 'estorno.merchant.' }] }, { source: 'estorno.merchant.loja-1' }, true],
  ['a text without the prefix', { source: [{ prefix: 'estorno.merchant.' }] }, { source: 'estorno' }, false],
  ['a number for a prefix', { a: [{ prefix: '1' }] }, { a: 12 }, false],
  ['a listed text for anything-but', { a: [{ 'anything-but': ['x', 'y'] }] }, { a: 'x' }, false],
  ['the one text for anything-but', { a: [{ 'anything-but': 'x' }] }, { a: 'x' }, false],
  ['an unlisted text for anything-but', { a: [{ 'anything-but': ['x'] }] }, { a: 'z' }, true],
  ['a number for anything-but', { a: [{ 'anything-but': ['5'] }] }, { a: 5 }, true],
  ['null for anything-but', { a: [{ 'anything-but': ['x'] }] }, { a: null }, true],
  ['a missing member for anything-but', { a: [{ 'anything-but': ['x'] }] }, {}, false],
  [
    'a text that anything-but a prefix keeps out',
    { a: [{ 'anything-but': { prefix: 'x' } }] },
    { a: 'xy' },
    false,
  ],
  [
    'a text that anything-but a prefix lets in',
    { a: [{ 'anything-but': { prefix: 'x' } }] },
    { a: 'yx' },
    true,
  ],
  ['a member for exists', { a: [{ exists: true }] }, { a: null }, true],
  ['an object for exists, which is no leaf', { a: [{ exists: true }] }, { a: { b: 1 } }, false],
  ['no member for exists false', { a: [{ exists: false }] }, {}, true],
  ['an object for exists false', { a: [{ exists: false }] }, { a: { b: 1 } }, true],
  ['an empty list for exists false', { a: [{ exists: false }] }, { a: [] }, true],
  ['a member for exists false', { a: [{ exists: false }] }, { a: 'x' }, false],
  ['a known provider for the rest', UNKNOWN, { detail: { provider: 'letpay' } }, false],
  ['an unknown provider for the rest', UNKNOWN, { detail: { provider: 'pagoto' } }, true],
  ['a provider that is no text for the rest', UNKNOWN, { detail: { provider: 7 } }, true],
  ['a provider that is an object for the rest', UNKNOWN, { detail: { provider: { id: 'letpay' } } }, true],
  ['no provider for the rest', UNKNOWN, { detail: {} }, true],
  [
    'one element with both',
    PAIRS,
    { detail: { items: [{ kind: 'x' }, { kind: 'refund', done: true }] } },
    true,
  ],
  [
    'two elements with one each',
    PAIRS,
    {
      detail: {
        items: [
          { kind: 'refund', done: false },
          { kind: 'x', done: true },
        ],
      },
    },
    false,
  ],
  ['a key with dots, which is no path', { a: { b: ['1'] } }, { 'a.b': '1' }, false],
];

for (const [what, pattern, event, fits] of ROWS)
  test(`${what} ${fits ? 'fits' : 'does not fit'}`, () => {
    assert.equal(readEventPattern(pattern, 'the rule Rule')(event), fits);
  });

describe('refused by name is', () => {
  const REFUSED: readonly [what: string, pattern: unknown, says: RegExp][] = [
    [
      'a number, which AWS compares as text',
      { a: [1] },
      /does not know 1 in the pattern of the rule Rule, at a/,
    ],
    ['a text in place of a list', { a: { b: '1' } }, /an empty object, or none .* at a\.b/],
    ['an empty list', { a: [] }, /an empty list .* at a/],
    ['an empty pattern', {}, /an empty object, or none .* at its top/],
    ['a suffix', { a: [{ suffix: '.png' }] }, /\{"suffix":"\.png"\}/],
    ['a number range', { a: [{ numeric: ['>', 1] }] }, /numeric/],
    ['a choice of patterns', { $or: [{ a: ['1'] }] }, /\$or/],
    ['anything but a suffix', { a: [{ 'anything-but': { suffix: 'x' } }] }, /anything-but/],
    ['anything but numbers', { a: [{ 'anything-but': [1] }] }, /anything-but/],
    ['a prefix without regard to case', { a: [{ prefix: { 'equals-ignore-case': 'x' } }] }, /prefix/],
  ];

  for (const [what, pattern, message] of REFUSED)
    test(what, () =>
      assert.throws(() => readEventPattern(pattern, 'the rule Rule'), { name: 'LocalStackError', message }),
    );
});
