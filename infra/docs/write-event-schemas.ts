import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SCHEMAS_FOLDER, toEventSchemas } from './event-schemas.ts';

const folder = join(import.meta.dirname, '..', '..', SCHEMAS_FOLDER);
const schemas = toEventSchemas();

mkdirSync(folder, { recursive: true });
for (const { file, schema } of schemas)
  writeFileSync(join(folder, file), `${JSON.stringify(schema, undefined, 2)}\n`);
console.log(`${schemas.length} schemas are in ${SCHEMAS_FOLDER}`);
