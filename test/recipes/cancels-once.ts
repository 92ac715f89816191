import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { LANGUAGES, missingFor, type Recipe } from './languages.ts';
import { startLossyProxy } from './lossy-proxy.ts';
import type { RecipeWorld } from './recipe-world.ts';

/** Defines the tests that each of these recipes cancels a payment once, and shows why if it cannot. */
export function testCancelsOnce(isWanted: (recipe: Recipe) => boolean, world: () => RecipeWorld): void {
  for (const [language, recipe] of Object.entries(LANGUAGES))
    if (isWanted(recipe)) testLanguage(language, recipe, world);
}

function testLanguage(language: string, recipe: Recipe, world: () => RecipeWorld): void {
  const { page, files, command, first = [] } = recipe;
  const missing = missingFor(recipe);
  const skip = missing !== undefined && `${missing} is not installed: docs/recipes/${page}.md`;
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

    test('a refusal shows the reason and the alternative', async () => {
      const payment = world().letpay.createPayment({ amount: 1035, status: 'PAID' });

      const ended = await world().run([...command, 'loja-1', 'letpay', payment, `order-${language}`]);

      assert.equal(ended.code, 1, JSON.stringify(ended));
      assert.match(ended.stdout, /not_cancelable[\s\S]*refund/);
      assert.equal(world().letpay.effects(payment), 0);
    });
  });
}
