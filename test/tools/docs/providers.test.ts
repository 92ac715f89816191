import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { CAPABILITIES } from '../../../functions/capabilities.ts';
import { PROVIDERS_PAGE, toProvidersPage } from '../../../tools/docs/providers/page.ts';

describe('the page about providers', () => {
  const page = toProvidersPage(CAPABILITIES);

  test('shows the capabilities of the providers (npm run docs:providers writes it)', () => {
    assert.equal(readFileSync(PROVIDERS_PAGE, 'utf8'), page);
  });

  test('names the page of every claim, and every note', () => {
    const texts = textsIn(CAPABILITIES);
    assert.ok(texts.length > 20, 'there are pages and notes');
    assert.deepEqual(
      texts.filter((text) => !page.includes(text)),
      [],
    );
  });
});

/** Every source and note, at any depth. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    (name === 'source' || name === 'note') && typeof inner === 'string' ? [inner] : textsIn(inner),
  );
}
