import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { App, type Environment, Validations } from 'aws-cdk-lib';
import { EstornoStack } from './estorno-stack.ts';
import { NO_OPTIONS, runScript } from './script.ts';

const HELP = `Synthesizes the CloudFormation template into cdk.out, or into the folder that CDK_OUTDIR names. Takes no options: for
context values (-c name=value) use "npx cdk synth".

  npm run synth`;

export type AppOptions = {
  /** Folder of the cloud assembly. @default CDK_OUTDIR, else `cdk.out` */
  readonly outdir?: string;
  /** Account and region of the stack. @default none: the template fits every account and region */
  readonly env?: Environment;
  /** Whether functions are bundled; without, synthesis is quicker and the code in the template is not theirs. @default true */
  readonly bundle?: boolean;
  /** What `cdk deploy -c` would give: see configuration.ts. @default none */
  readonly context?: Readonly<Record<string, string>>;
};

/** The CDK app with its one stack; synthesizes only when told to. */
export function createApp(options: AppOptions = {}): App {
  const app = new App({
    outdir: options.outdir ?? process.env.CDK_OUTDIR ?? 'cdk.out',
    analyticsReporting: false,
    autoSynth: false,
    context: { ...(options.bundle === false && { 'aws:cdk:bundling-stacks': [] }), ...options.context },
  });
  new EstornoStack(app, 'Estorno', options.env ? { env: options.env } : {});
  return app;
}

/** What `cdk deploy` says about where it deploys; nothing when the app runs without it. */
function readEnvironment(): AppOptions {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  return account && region ? { env: { account, region } } : {};
}

/** A finding of cdk-nag that is not acknowledged beside its construct ends the synthesis. */
async function addChecks(app: App): Promise<void> {
  // Loading the rules takes as long as all the rest.
  const { AwsSolutionsChecks, ServerlessChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}

async function synthesize(): Promise<void> {
  const app = createApp(readEnvironment());
  // This variable turns off CloudFormation's own checks too.
  if (process.env.CDK_VALIDATION !== 'false') await addChecks(app);
  const { templateFullPath } = app.synth().getStackByName('Estorno');
  // The CDK's command line prints the template itself where it is asked to, and nothing may stand beside it.
  if (!process.env.CDK_CLI_VERSION) console.log(`The template is ${templateFullPath}`);
}

// `import.meta.main` came with Node 24.2; one of the packaged Nodes is 24.0.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  await runScript({ command: 'npm run synth', help: HELP, options: NO_OPTIONS }, synthesize);
