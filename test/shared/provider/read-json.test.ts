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
    ['what is nested too deep', `${'['.repeat(130_000)}${']'.repeat(130_000)}`],
  ];
  for (const [name, text] of rows) {
    test(name, () => {
      assert.deepEqual(readJson(text), { isJson: false, body: undefined });
    });
  }
});
