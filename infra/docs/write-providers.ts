import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAPABILITIES } from '../../functions/capabilities.ts';
import { PROVIDERS_PAGE, toProvidersPage } from './providers/page.ts';

writeFileSync(join(import.meta.dirname, '..', '..', PROVIDERS_PAGE), toProvidersPage(CAPABILITIES));
console.log(`what each provider can do is in ${PROVIDERS_PAGE}`);
