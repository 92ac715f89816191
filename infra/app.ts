import { readNothing, runScript } from '../tools/script.ts';

const HELP = `Synthesizes the CloudFormation template into cdk.out, or into the folder named by CDK_OUTDIR. Takes no options: for
context values (-c name=value, listed in docs/options.md) use "npx cdk synth -c name=value".

  npm run synth`;

await runScript({
  command: 'npm run synth',
  help: HELP,
  read: readNothing,
  run: async () => (await import('./synth.ts')).synth(),
});
