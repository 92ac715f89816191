import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CLIENT_TYPES_FILE, toClientTypes } from './openapi/client-types.ts';
import { toOpenApi } from './openapi/document.ts';
import { OPENAPI_FILE, toYaml } from './openapi/to-yaml.ts';

const root = join(import.meta.dirname, '..', '..');

writeFileSync(join(root, OPENAPI_FILE), toYaml(toOpenApi()));
writeFileSync(join(root, CLIENT_TYPES_FILE), toClientTypes());
console.log(`the description of the API is in ${OPENAPI_FILE}, its types are in ${CLIENT_TYPES_FILE}`);
