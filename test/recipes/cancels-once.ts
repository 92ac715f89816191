import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { LANGUAGES, type Recipe } from './languages.ts';
import { startLossyProxy } from './lossy-proxy.ts';
import type { RecipeWorld } from './recipe-world.ts';
import { missingOf } from './run-program.ts';

/** Defines, for each of these recipes, that it cancels a payment once and says why where it cannot. */
export function testCancelsOnce(isWanted: (recipe: Recipe) => boolean, world: () => RecipeWorld): void {
  for (const [language, recipe] of Object.entries(LANGUAGES))
    if (isWanted(recipe)) testLanguage(language, recipe, world);
}

function testLanguage(
  language: string,
  { page, files, needs, command, first = [] }: Recipe,
  world: () => RecipeWorld,
): void {
  const missing = missingOf(needs);
  const skip =
    missing !== undefined &&
    `there is no ${missing} on this machine: install it to try docs/recipes/${page}.md`;
  describe(`from ${language}`, { skip, concurrency: true }, () => {
    before(async () => {
      world().folder.add(page, ...files);
      for (const step of first) assert.equal((await world().run(step)).code, 0);
    });

    test('a payment is canceled once, though the first answer was lost', async () => {
      const proxy = await startLossyProxy(world().stack.url);
      const payment = world().letpay.createPayment({ amount: 1035 });

      const ended = await world().run(
        [...command, 'loja-1', 'letpay', payment, `order-${language}`],
        proxy.url,
      );
      await proxy.close();

      assert.equal(ended.code, 0, JSON.stringify(ended));
      assert.match(ended.stdout, /succeeded/);
      assert.ok(proxy.answers() >= 2);
      assert.equal(world().letpay.effects(payment), 1);
    });

    test('a refusal says why, and what to do instead', async () => {
      const payment = world().letpay.createPayment({ amount: 1035, status: 'PAID' });

      const ended = await world().run([...command, 'loja-1', 'letpay', payment, `order-${language}`]);

      assert.equal(ended.code, 1, JSON.stringify(ended));
      assert.match(ended.stdout, /not_cancelable[\s\S]*refund/);
      assert.equal(world().letpay.effects(payment), 0);
    });
  });
}
