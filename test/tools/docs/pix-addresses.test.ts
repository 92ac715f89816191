import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pixNotification } from '../../../functions/pix/notification.ts';
import { delivery } from '../../functions/replies.ts';

test('every address that the pages have for Pix webhooks has the secret where it is accepted', () => {
  const found = ['README.md', ...globSync('docs/**/*.md')].flatMap((page) =>
    [...readFileSync(page, 'utf8').matchAll(/https:\/\/[^\s`]+\/pix\/notifications[^\s`]*/g)].map(
      ([url]) => ({
        page,
        url: new URL(url),
      }),
    ),
  );
  assert.ok(found.length >= 3, 'in pix.md and notifications.md');
  for (const { page, url } of found) {
    const pathBelow = url.pathname.split('/notifications')[1]?.split('/').filter(Boolean) ?? [];
    const source = delivery({ query: Object.fromEntries(url.searchParams), pathBelow });
    assert.equal(pixNotification.mayBeAuthentic(source), true, `${page}: ${url.href}`);
  }
});
