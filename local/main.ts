import { runScript } from '../tools/script.ts';
import { HELP, readCommandLine } from './command-line.ts';

await runScript({
  command: 'npm start',
  help: HELP,
  read: readCommandLine,
  run: async (asked) => (await import('./run-local.ts')).runLocal(asked),
});
