import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CAPABILITIES } from '../../functions/capabilities.ts';
import { NO_OPTIONS, runScript } from '../script.ts';
import { PROVIDERS_PAGE, toProvidersPage } from './providers/page.ts';

const HELP = `Writes ${PROVIDERS_PAGE}, what each provider can do, from what GET /v1/providers answers. Takes no options.

  npm run docs:providers`;

await runScript({ command: 'npm run docs:providers', help: HELP, options: NO_OPTIONS }, () => {
  writeFileSync(join(import.meta.dirname, '..', '..', PROVIDERS_PAGE), toProvidersPage(CAPABILITIES));
  console.log(`what each provider can do is in ${PROVIDERS_PAGE}`);
});
