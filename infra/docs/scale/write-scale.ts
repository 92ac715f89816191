import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCALE_PAGE, withTables } from './page.ts';

const file = join(import.meta.dirname, '..', '..', '..', SCALE_PAGE);

writeFileSync(file, withTables(readFileSync(file, 'utf8')));
console.log(`${SCALE_PAGE} has the tables as the model computes them`);
