import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNothing, runScript } from '../../script.ts';

const HELP = `Updates the tables of docs/scale.md from the model in tools/docs/scale. Takes no options.

  npm run docs:scale`;

await runScript({
  command: 'npm run docs:scale',
  help: HELP,
  read: readNothing,
  run: async () => {
    const { SCALE_PAGE, withTables } = await import('./page.ts');
    const file = join(import.meta.dirname, '..', '..', '..', SCALE_PAGE);
    writeFileSync(file, withTables(readFileSync(file, 'utf8')));
    console.log(`${SCALE_PAGE} has the tables of the model`);
  },
});
