import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNothing, runScript } from '../script.ts';

const HELP = `Writes docs/providers.md, the capabilities of the providers, from the data that GET /v1/providers answers. Takes no options.

  npm run docs:providers`;

await runScript({
  command: 'npm run docs:providers',
  help: HELP,
  read: readNothing,
  run: async () => {
    const { CAPABILITIES } = await import('../../functions/capabilities.ts');
    const { PROVIDERS_PAGE, toProvidersPage } = await import('./providers/page.ts');
    writeFileSync(join(import.meta.dirname, '..', '..', PROVIDERS_PAGE), toProvidersPage(CAPABILITIES));
    console.log(`the capabilities of the providers are in ${PROVIDERS_PAGE}`);
  },
});
