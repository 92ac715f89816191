import { after, before } from 'node:test';
import { testCancelsOnce } from './cancels-once.ts';
import { isCompiled } from './languages.ts';
import { type RecipeWorld, startRecipeWorld } from './recipe-world.ts';

let world: RecipeWorld;
before(async () => {
  world = await startRecipeWorld();
});
after(() => world.close());

testCancelsOnce(isCompiled, () => world);
