import { runScript } from '../script.ts';
import { HELP, readProviderName } from './provider-name.ts';

await runScript({
  command: 'npm run new-provider',
  help: HELP,
  read: readProviderName,
  run: async (name) => (await import('./add-provider.ts')).addProvider(name),
});
