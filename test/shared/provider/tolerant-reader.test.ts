import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseFields, parseId, rowOf } from '../../../shared/provider/tolerant-reader.ts';

describe('a field is found by its name,', () => {
  const rows: readonly [name: string, value: unknown, field: unknown][] = [
    ['as it is written', { transactionStatus: 'PAID' }, 'PAID'],
    ['in PascalCase', { TransactionStatus: 'PAID' }, 'PAID'],
    ['in capitals', { TRANSACTIONSTATUS: 'PAID' }, 'PAID'],
    ['in snake_case', { transaction_status: 'PAID' }, 'PAID'],
    ['in capitals with underscores', { TRANSACTION_STATUS: 'PAID' }, 'PAID'],
    ['in kebab-case', { 'transaction-status': 'PAID' }, 'PAID'],
    ['as it is written before all others', { TRANSACTIONSTATUS: 'A', transactionStatus: 'PAID' }, 'PAID'],
    ['in two ways that agree', { TransactionStatus: 'PAID', transaction_status: 'PAID' }, 'PAID'],
    ['though another way is null', { transactionStatus: null, transaction_status: 'PAID' }, 'PAID'],
  ];
  for (const [name, value, field] of rows)
    test(name, () => assert.equal(parseFields(value).transactionStatus, field));
});

describe('a field is absent', () => {
  const rows: readonly [name: string, value: unknown][] = [
    ['where it is null', { transactionStatus: null }],
    ['where two names are as good, and disagree', { TransactionStatus: 'PAID', TRANSACTION_STATUS: 'A' }],
    ['by a longer name', { transactionStatusDetail: 'PAID' }],
    ['in a list', [{ transactionStatus: 'PAID' }]],
    ['in a text', '{"transactionStatus":"PAID"}'],
    ['in a prototype', JSON.parse('{"__proto__":{"transactionStatus":"PAID"}}')],
    ['in nothing', null],
  ];
  for (const [name, value] of rows)
    test(name, () => assert.equal(parseFields(value).transactionStatus, undefined));

  test('by a name that every object has', () => {
    const fields = parseFields({});
    for (const name of ['toString', 'constructor', '__proto__', 'hasOwnProperty'])
      assert.equal(fields[name], undefined);
  });
});

test('the fields are those of the object, and no others', () => {
  assert.deepEqual(Object.keys(parseFields({ A: 1, b_c: null, d: { e: 2 } })), ['A', 'd']);
});

test('a row is found whatever the case of its name', () => {
  const table = { PAID: 1, approved: 2 } as const;
  for (const name of ['PAID', 'paid', 'Paid']) assert.equal(rowOf(table, name), 1);
  assert.equal(rowOf(table, 'APPROVED'), 2);
  for (const name of ['PAI', 'toString', '__proto__', '', undefined])
    assert.equal(rowOf<number>(table, name), undefined);
});

test('an id keeps its digits, and loses decimals that are zero', () => {
  assert.deepEqual([7, '7', '7.0', '007', ' 7 '].map(parseId), ['7', '7', '7', '007', '7']);
  assert.deepEqual([7.5, '7.5', '', null, {}, 'a b'].map(parseId), [undefined, '7.5', ...Array(4)]);
});
