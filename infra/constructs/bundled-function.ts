import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type IAlias, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LIVE } from '../live-alias.ts';
import { stageOf } from '../stage.ts';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import { dependOnPolicy } from './depend-on-policy.ts';
import type { Egress } from './egress.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..', '..');

/** Takes the place of the SDK's chain of credential providers: see docs/decisions/0002. */
const CREDENTIALS_SHIM = join(PROJECT_ROOT, 'shared', 'aws', 'bundle-shims', 'environment-credentials.ts');

/** ES modules and a bundled SDK: a third smaller and half the import time of the CDK's defaults. */
export const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  bundleAwsSDK: true,
  minify: true,
  // CommonJS packages inside an ES module call `require`.
  banner: "import { createRequire } from 'module'; const require = createRequire(import.meta.url);",
  logLevel: LogLevel.WARNING,
  // A function's credentials are in its environment; the other credential providers of the SDK are 130 kB.
  esbuildArgs: { '--alias:@aws-sdk/credential-provider-node': CREDENTIALS_SHIM },
};

export type BundledFunctionProps = {
  /** Folder in `functions` whose `handler.ts` exports `handler`. */
  readonly folder: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** The network for its outbound calls. @default Lambda's own, from any address */
  readonly egress?: Egress | undefined;
};

/**
 * A Node 24 function on arm64 with its own log group, and a role that may only write there and send traces.
 *
 * Each deployment that changes its code or its environment publishes a version, and moves the alias `live` to it. Everything
 * that invokes the function, and every permission to do so, names the alias: see docs/decisions/0060.
 */
export class BundledFunction extends Construct {
  /** What is deployed. Nothing invokes it by this name, which is the unpublished version. */
  readonly function: NodejsFunction;
  /** What is invoked. */
  readonly live: IAlias;
  /** Grants are added here; it has no managed policy. */
  readonly role: Role;
  /** Lambda ends an invocation after this time. */
  readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    this.timeout = props.timeout;
    const logGroup = new LogGroup(this, 'Logs', {
      // The logs of a removed function are kept until they expire.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('lambda.amazonaws.com') });
    this.role.addToPolicy(
      new PolicyStatement({
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
    );
    props.egress?.grantConnect(this.role);
    dependOnPolicy(this.role);
    this.function = new NodejsFunction(this, 'Function', {
      description: props.description,
      entry: join(PROJECT_ROOT, 'functions', props.folder, 'handler.ts'),
      handler: 'index.handler',
      projectRoot: PROJECT_ROOT,
      depsLockFilePath: join(PROJECT_ROOT, 'package-lock.json'),
      bundling: BUNDLING,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memoryMb,
      timeout: props.timeout,
      environment: { ...toStageVariable(this), ...props.environment },
      role: this.role,
      logGroup,
      ...props.egress?.placement,
      tracing: Tracing.ACTIVE,
      // Events in progress end in the version that they began in. Of a deployment that fails nothing is kept: Lambda would
      // not publish the same code again, and the next deployment would fail.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
    });
    // `Alias` implements `IAlias`; only the optional properties are declared differently.
    this.live = this.function.addAlias(LIVE) as IAlias;
    acknowledgeWildcard(this.role, '*', 'The actions for traces do not support resources');
    acknowledge(
      this.function,
      'Serverless-LambdaDLQ',
      'Only sweeps and measurements are invoked asynchronously, and the next one replaces a lost one; queues and streams have their own dead-letter queues',
    );
  }
}

/** Functions name their secrets and metrics by it. */
function toStageVariable(scope: Construct): Readonly<Record<string, string>> {
  const stage = stageOf(scope);
  return stage === undefined ? {} : { STAGE: stage };
}
