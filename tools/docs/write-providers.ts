import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readNothing, runScript } from '../script.ts';

const HELP = `Writes docs/providers.md, what each provider can do, from what GET /v1/providers answers. Takes no options.

  npm run docs:providers`;

await runScript({
  command: 'npm run docs:providers',
  help: HELP,
  read: readNothing,
  run: async () => {
    const { CAPABILITIES } = await import('../../functions/capabilities.ts');
    const { PROVIDERS_PAGE, toProvidersPage } = await import('./providers/page.ts');
    writeFileSync(join(import.meta.dirname, '..', '..', PROVIDERS_PAGE), toProvidersPage(CAPABILITIES));
    console.log(`what each provider can do is in ${PROVIDERS_PAGE}`);
  },
});
