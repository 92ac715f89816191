import { runScript } from '../../infra/script.ts';
import { HELP, readCommandLine } from './command-line.ts';

await runScript({
  command: 'npm run test:all',
  help: HELP,
  read: readCommandLine,
  run: async (asked) => (await import('./supervise.ts')).supervise(asked),
});
