import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_OPTIONS, runScript } from '../../script.ts';
import { SCALE_PAGE, withTables } from './page.ts';

const HELP = `Writes the tables of ${SCALE_PAGE} anew, as the model in infra/docs/scale computes them. Takes no options.

  npm run docs:scale`;

await runScript({ command: 'npm run docs:scale', help: HELP, options: NO_OPTIONS }, () => {
  const file = join(import.meta.dirname, '..', '..', '..', SCALE_PAGE);
  writeFileSync(file, withTables(readFileSync(file, 'utf8')));
  console.log(`${SCALE_PAGE} has the tables as the model computes them`);
});
