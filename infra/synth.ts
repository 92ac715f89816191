import { type App, Validations } from 'aws-cdk-lib';
import { type AppOptions, createApp } from './create-app.ts';

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

/** Writes the cloud assembly, and says where the template is. */
export async function synth(): Promise<void> {
  const app = createApp(readEnvironment());
  // This variable turns off CloudFormation's own checks too.
  if (process.env.CDK_VALIDATION !== 'false') await addChecks(app);
  const { templateFullPath } = app.synth().getStackByName('Estorno');
  // The CDK's command line prints the template itself where it is asked to, and nothing may stand beside it.
  if (!process.env.CDK_CLI_VERSION) console.log(`The template is ${templateFullPath}`);
}
