import { readNothing, runScript } from '../../infra/script.ts';

const HELP = `Runs the end-to-end tests whose result can depend on time at other times, and on machines in other time zones: now; two
minutes before midnight in São Paulo, passing midnight; the evening of 31 December; 29 February; 400 days ahead. About three
minutes on two cores.

  npm run test:dates

It prints a line for each run, and what the tests printed where one failed; it then ends with 1. To run one file as one of
these runs does:

  TZ=Asia/Tokyo ESTORNO_TEST_CLOCK=+400d node infra/launch.mjs --test test/e2e/refunds.test.ts

ESTORNO_TEST_CLOCK is what --clock is for "npm start". With ESTORNO_TEST_MIDNIGHT=1 a file passes midnight while it runs.`;

await runScript({
  command: 'npm run test:dates',
  help: HELP,
  read: readNothing,
  run: async () => (await import('./run-dates.ts')).runDates(),
});
