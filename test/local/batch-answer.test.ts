import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedItems } from '../../local/mappings/batch-answer.ts';

const IDS = ['a', 'b'];
const ALL = IDS;

/** As Lambda's documentation lists them. */
const ROWS: readonly [what: string, payload: string, failed: readonly string[]][] = [
  ['an empty list', '{"batchItemFailures":[]}', []],
  ['null in place of the list', '{"batchItemFailures":null}', []],
  ['an empty object', '{}', []],
  ['null', 'null', []],
  ['one item', '{"batchItemFailures":[{"itemIdentifier":"b"}]}', ['b']],
  ['every item', '{"batchItemFailures":[{"itemIdentifier":"b"},{"itemIdentifier":"a"}]}', ['b', 'a']],
  ['an item that is not in the batch', '{"batchItemFailures":[{"itemIdentifier":"c"}]}', ALL],
  ['an empty identifier', '{"batchItemFailures":[{"itemIdentifier":""}]}', ALL],
  ['null for an identifier', '{"batchItemFailures":[{"itemIdentifier":null}]}', ALL],
  ['another key for the identifier', '{"batchItemFailures":[{"id":"a"}]}', ALL],
  ['a list of texts', '{"batchItemFailures":["a"]}', ALL],
  ['a text in place of the list', '{"batchItemFailures":"a"}', ALL],
  ['a text', '"ok"', ALL],
  ['a list', '[]', ALL],
  ['no JSON', 'ok', ALL],
];

for (const [what, payload, failed] of ROWS)
  test(`${what} fails ${failed.join(' and ') || 'nothing'}`, () => {
    assert.deepEqual(failedItems({ payload, isError: false }, IDS, true), failed);
  });

test('a function that fails fails all', () => {
  assert.deepEqual(failedItems({ payload: '{"batchItemFailures":[]}', isError: true }, IDS, true), ALL);
  assert.deepEqual(failedItems({ payload: '{}', isError: true }, IDS, false), ALL);
});

test('an answer that nobody asked for says nothing', () => {
  const payload = '{"batchItemFailures":[{"itemIdentifier":"a"}]}';
  assert.deepEqual(failedItems({ payload, isError: false }, IDS, false), []);
});
