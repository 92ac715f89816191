import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findNeedles } from './needles.ts';

test('a secret is found in any of the forms in which it can be written', () => {
  const text = 'canary-api-key-6acba2a130459346de+/"&';
  const forms = [text, encodeURIComponent(text), JSON.stringify({ a: JSON.stringify({ text }) })];
  const coded = ['', 'a', 'ab'].map((before) => Buffer.from(`${before}${text}:x`).toString('base64'));
  const others = [text.toUpperCase(), encodeURIComponent(text).toLowerCase(), text.replace(/.{7}/g, '$&\\n')];
  for (const form of [...forms, ...others, ...coded, Buffer.from(text).toString('hex')]) {
    const found = findNeedles([{ name: 'it', text }], [{ where: 'a log', text: `… ${form} …` }]);
    assert.equal(found[0], 'it in a log', form);
  }
  assert.deepEqual(findNeedles([{ name: 'it', text }], [{ where: 'a log', text: 'canary' }]), []);
});
