import { readNothing, runScript } from '../tools/script.ts';

const HELP = `Synthesizes the CloudFormation template into cdk.out, or into the folder that CDK_OUTDIR names. Takes no options: for
context values (-c name=value), which README.md lists under "Deploy", use "npx cdk synth".

  npm run synth`;

await runScript({
  command: 'npm run synth',
  help: HELP,
  read: readNothing,
  run: async () => (await import('./synth.ts')).synth(),
});
