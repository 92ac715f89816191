import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NO_OPTIONS, runScript } from '../script.ts';
import { CLIENT_TYPES_FILE, toClientTypes } from './openapi/client-types.ts';
import { toOpenApi } from './openapi/document.ts';
import { OPENAPI_FILE, toYaml } from './openapi/to-yaml.ts';

const HELP = `Writes ${OPENAPI_FILE} and the client's types in ${CLIENT_TYPES_FILE}, from the schemas that the code parses and answers
with. Takes no options.

  npm run docs:openapi`;

await runScript({ command: 'npm run docs:openapi', help: HELP, options: NO_OPTIONS }, () => {
  const root = join(import.meta.dirname, '..', '..');
  writeFileSync(join(root, OPENAPI_FILE), toYaml(toOpenApi()));
  writeFileSync(join(root, CLIENT_TYPES_FILE), toClientTypes());
  console.log(`the description of the API is in ${OPENAPI_FILE}, its types are in ${CLIENT_TYPES_FILE}`);
});
