import { globSync } from 'node:fs';
import { resolve } from 'node:path';
import { GROUPS, membersOf } from './groups.ts';

/** Takes minutes, and is run by `npm run test:full` alone. */
const FULL = 'test/**/*.full.test.ts';

/** What takes longest comes first, so that nothing is left to wait for at the end. */
const FIRST = [
  'test/simulation/simulation.test.ts',
  'test/recipes/exit-codes.test.ts',
  'test/recipes/recipes.test.ts',
  'test/docs/adding-a-provider.test.ts',
].map((file) => resolve(file));

/** Absolute paths, each of which is to be run in a process of its own: groups, then what belongs to none. */
export function selectFiles(isFull: boolean): string[] {
  const full = globSync(FULL);
  if (isFull) return full.map((file) => resolve(file)).toSorted();
  const names = Object.keys(GROUPS);
  const members = new Set(names.flatMap(membersOf));
  const alone = globSync('test/**/*.test.ts', { exclude: full })
    .map((file) => resolve(file))
    .filter((file) => !members.has(file));
  const groups = names.map((name) => resolve(`test/groups/${name}.ts`));
  return [...groups, ...FIRST, ...alone.filter((file) => !FIRST.includes(file)).toSorted()];
}
