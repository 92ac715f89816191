import { runScript } from '../../tools/script.ts';
import { HELP, readCommandLine } from './command-line.ts';

await runScript({
  command: 'npm run bench',
  help: HELP,
  read: readCommandLine,
  run: async (asked) => (await import('./run-bench.ts')).runBench(asked),
});
