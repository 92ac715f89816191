import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toOpenApi } from './openapi/document.ts';
import { OPENAPI_FILE, toYaml } from './openapi/to-yaml.ts';

writeFileSync(join(import.meta.dirname, '..', '..', OPENAPI_FILE), toYaml(toOpenApi()));
console.log(`the description of the API is in ${OPENAPI_FILE}`);
