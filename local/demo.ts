import { readNothing, runScript } from '../tools/script.ts';

const HELP = `Starts everything on this machine, cancels some payments at simulated providers, says what happened, and ends. Takes
no options; "npm start" leaves it running.

  npm run demo`;

await runScript({
  command: 'npm run demo',
  help: HELP,
  read: readNothing,
  run: async () => (await import('./tour.ts')).giveTour(),
});
