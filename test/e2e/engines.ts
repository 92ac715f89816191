import { after, before, beforeEach, describe } from 'node:test';
import { WANTED_ENGINE } from './wanted-engine.ts';
import { startWorld, type World } from './world.ts';

/** The default engine gives the item that made a condition fail; dynalite does not, and is asked for it. */
const ENGINES = WANTED_ENGINE ? [WANTED_ENGINE] : [undefined, 'dynalite' as const];

/** The same tests on every engine, each with a world of its own. */
export function onEveryEngine(defineTests: (world: () => World) => void): void {
  for (const engine of ENGINES) {
    describe(`on ${engine ?? 'the default engine'}`, () => {
      let world: World;
      before(async () => {
        world = await startWorld({ engine });
      });
      after(() => world.close());
      beforeEach(() => world.forget());
      defineTests(() => world);
    });
  }
}
