import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNothing, runScript } from '../script.ts';

const HELP = `Writes openapi.yaml and the client's types in client/api-types.ts, from the schemas of the code. Takes no options.

  npm run docs:openapi`;

await runScript({
  command: 'npm run docs:openapi',
  help: HELP,
  read: readNothing,
  run: async () => {
    const { CLIENT_TYPES_FILE, toClientTypes } = await import('./openapi/client-types.ts');
    const { toOpenApi } = await import('./openapi/document.ts');
    const { OPENAPI_FILE, toYaml } = await import('./openapi/to-yaml.ts');
    const root = join(import.meta.dirname, '..', '..');
    writeFileSync(join(root, OPENAPI_FILE), toYaml(toOpenApi()));
    writeFileSync(join(root, CLIENT_TYPES_FILE), toClientTypes());
    console.log(`the description of the API is in ${OPENAPI_FILE}, its types are in ${CLIENT_TYPES_FILE}`);
  },
});
