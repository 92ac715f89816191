import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNothing, runScript } from '../script.ts';

const HELP = `Writes a JSON Schema of every event into docs/events, from the schemas of the code. Takes no options.

  npm run docs:events`;

await runScript({
  command: 'npm run docs:events',
  help: HELP,
  read: readNothing,
  run: async () => {
    const { SCHEMAS_FOLDER, toEventSchemas } = await import('./event-schemas.ts');
    const root = join(import.meta.dirname, '..', '..');
    const folder = join(root, SCHEMAS_FOLDER);
    const schemas = toEventSchemas();
    mkdirSync(folder, { recursive: true });
    for (const { file, schema } of schemas)
      writeFileSync(join(folder, file), `${JSON.stringify(schema, undefined, 2)}\n`);
    const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
    execFileSync(process.execPath, [biome, 'format', '--write', folder], { cwd: root, stdio: 'inherit' });
    console.log(`${schemas.length} schemas are in ${SCHEMAS_FOLDER}`);
  },
});
