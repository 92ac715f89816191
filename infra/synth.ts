import { type App, Validations } from 'aws-cdk-lib';
import { toConfiguration } from './configuration.ts';
import { type AppOptions, createApp } from './create-app.ts';
import { readContext } from './options/read-context.ts';
import { type DeployedStack, refuseRemovals } from './removed-providers.ts';
import { toStackName } from './stage.ts';

/** Account and region of `cdk deploy`; nothing if the app runs without it. */
function readEnvironment(): AppOptions {
  const { CDK_DEFAULT_ACCOUNT: account, CDK_DEFAULT_REGION: region } = process.env;
  return account && region ? { env: { account, region } } : {};
}

/** A finding of cdk-nag without an acknowledgement beside its construct ends the synthesis. */
async function addChecks(app: App): Promise<void> {
  // Loading the rules takes as long as the rest of the synthesis.
  const { AwsSolutionsChecks, ServerlessChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app), new ServerlessChecks(app));
}

/** Loaded only where a provider is left out. */
async function askAws(
  stackName: string,
  { region }: { readonly region?: string } = {},
): Promise<DeployedStack> {
  const { findDeployed } = await import('./find-deployed.ts');
  return findDeployed(stackName, { ...(region !== undefined && { region }) });
}

/** Writes the cloud assembly and prints the path of the template. */
export async function synth(): Promise<void> {
  const environment = readEnvironment();
  const app = createApp(environment);
  const configuration = toConfiguration(readContext(app.node));
  const stackName = toStackName(configuration.stage);
  // Without an account nothing is deployed by this synthesis, and there is nobody to ask.
  if (environment.env) await refuseRemovals(configuration, () => askAws(stackName, environment.env));
  // This variable also turns off CloudFormation's own checks.
  if (process.env.CDK_VALIDATION !== 'false') await addChecks(app);
  const { templateFullPath } = app.synth().getStackByName(stackName);
  // The CDK CLI may print the template itself; nothing else may be in its output then.
  if (!process.env.CDK_CLI_VERSION) console.log(`The template is ${templateFullPath}`);
}
