import { relative } from 'node:path';
import { describe } from 'node:test';
import { pathToFileURL } from 'node:url';
import { membersOf } from './groups.ts';

/** How long one file of a group may take. */
const FILE_LIMIT_MS = 600_000;

/** Runs the files of a group in this process, each as a suite, so that its hooks are its own. */
export function runTogether(group: string): void {
  for (const file of membersOf(group))
    describe(relative('.', file), { timeout: FILE_LIMIT_MS }, async () => {
      await import(pathToFileURL(file).href);
    });
}
