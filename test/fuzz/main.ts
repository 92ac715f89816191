import { runScript } from '../../tools/script.ts';
import { HELP, readCommandLine } from './command-line.ts';

await runScript({
  command: 'npm run fuzz',
  help: HELP,
  read: readCommandLine,
  run: async (asked) => (await import('./run-fuzz.ts')).runFuzz(asked),
});
