import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readJson } from '../../../shared/provider/read-json.ts';

describe('JSON loses no digit:', () => {
  const rows: readonly [json: string, body: unknown][] = [
    ['9007199254740991', 9007199254740991],
    ['9007199254740992', '9007199254740992'],
    ['9007199254740993', '9007199254740993'],
    ['-9007199254740993', '-9007199254740993'],
    ['12345678901234567890123456789012345678', '12345678901234567890123456789012345678'],
    [`1${'0'.repeat(400)}`, `1${'0'.repeat(400)}`],
    ['{"id":12345678901234567890,"list":[1,98765432109876543210]}', toList()],
    ['"9007199254740993"', '9007199254740993'],
    ['1035', 1035],
    ['150.00', '150.00'],
    ['-150.0', '-150.0'],
    ['150.50', 150.5],
    ['1.5e2', 150],
    ['10.35', 10.35],
    ['-0', -0],
    ['1e30', 1e30],
    ['9007199254740993.5', Number('9007199254740993.5')],
    ['true', true],
    ['null', null],
  ];
  for (const [json, body] of rows) {
    test(json.slice(0, 60), () => {
      assert.deepEqual(readJson(json), { isJson: true, body });
    });
  }

  function toList() {
    return { id: '12345678901234567890', list: [1, '98765432109876543210'] };
  }
});

describe('what sloppy writers leave in JSON changes nothing of the rest:', () => {
  const rows: readonly [name: string, text: string, body: unknown][] = [
    ['a byte of zero at its end', '{"a":1}\u0000', { a: 1 }],
    ['two byte-order marks', '\ufeff\ufeff{"a":1}', { a: 1 }],
    ['a line break within a text', '{"a":"one\ntwo\u0007","b":2}', { a: 'one two ', b: 2 }],
    [
      'a number that is none',
      '{"a":NaN,"b":-Infinity,"c":[undefined],"d":"NaN"}',
      { a: null, b: null, c: [null], d: 'NaN' },
    ],
    ['a comma too many', '{"a":[1,2,],"b":",}",}', { a: [1, 2], b: ',}' }],
    ['all of it', '\u0000[{"a":"\t\\"NaN,]","b":NaN,},]', [{ a: ' "NaN,]', b: null }]],
  ];
  for (const [name, text, body] of rows) {
    test(name, () => {
      assert.deepEqual(readJson(text), { isJson: true, body });
    });
  }
});

test('a prototype in JSON is a member like others', () => {
  const { body } = readJson('{"__proto__":{"status":"done"},"id":12345678901234567890}');

  assert.ok(typeof body === 'object' && body !== null && Object.hasOwn(body, '__proto__'));
  assert.equal('status' in body, false);
});

describe('no JSON:', () => {
  const rows: readonly [name: string, text: string][] = [
    ['nothing', ''],
    ['HTML', '<html></html>'],
    ['JSON that is cut off', '{"a":'],
    ['JSON with something after it', '{}{'],
    ['a number that is none', 'NaN'],
    ['a text that is cut off', '{"a":"one\n'],
    ['JSON that is cut off after a comma', '{"a":1,'],
    ['a page with JSON in it', 'error: {"a":1}'],
    ['what is nested too deep', `${'['.repeat(130_000)}${']'.repeat(130_000)}`],
  ];
  for (const [name, text] of rows) {
    test(name, () => {
      assert.deepEqual(readJson(text), { isJson: false, body: undefined });
    });
  }
});
