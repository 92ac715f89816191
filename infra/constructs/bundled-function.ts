import { join } from 'node:path';
import { type Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { type BundlingOptions, LogLevel, NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledge, acknowledgeWildcard } from './acknowledge.ts';
import { dependOnPolicy } from './depend-on-policy.ts';
import type { Egress } from './egress.ts';

const PROJECT_ROOT = join(import.meta.dirname, '..', '..');

/** Has bundles use a file of ours in place of a part of the SDK that no function needs. */
function standIn(part: string, file: string): Readonly<Record<string, string>> {
  return { [`--alias:${part}`]: join(PROJECT_ROOT, 'shared', 'aws', 'bundle-shims', `${file}.ts`) };
}

/** `module` first and the SDK inside: a third smaller and half the import time of the CDK's defaults. */
export const BUNDLING: BundlingOptions = {
  format: OutputFormat.ESM,
  target: 'node24',
  mainFields: ['module', 'main'],
  bundleAwsSDK: true,
  minify: true,
  // CommonJS packages inside an ES module still call `require`.
  banner: "import { createRequire } from 'module'; const require = createRequire(import.meta.url);",
  logLevel: LogLevel.WARNING,
  esbuildArgs: {
    // A function's credentials are always in its environment: the SDK's other sources of them are 130 kB.
    ...standIn('@aws-sdk/credential-provider-node', 'environment-credentials'),
    // No service used here streams events: 20 kB that only an operation which does would load.
    ...standIn('@smithy/core/event-streams', 'event-streams'),
    ...standIn('@smithy/core/checksum', 'checksum'),
    ...standIn('@aws-sdk/endpoint-cache', 'endpoint-cache'),
    ...standIn('@aws-sdk/signature-v4-multi-region', 'signature'),
  },
};

export type BundledFunctionProps = {
  /** Folder in `functions` whose `handler.ts` exports `handler`. */
  readonly folder: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeout: Duration;
  /** @default none */
  readonly environment?: Readonly<Record<string, string>>;
  /** The way by which it calls the world. @default Lambda's own, from any address */
  readonly egress?: Egress | undefined;
};

/** A Node 24 function on arm64 with a log group of its own and a role that may write there, and traces, and nothing else. */
export class BundledFunction extends Construct {
  readonly function: NodejsFunction;
  /** Grants go here; a managed policy never does. */
  readonly role: Role;
  /** After this an invocation is ended. */
  readonly timeout: Duration;

  constructor(scope: Construct, id: string, props: BundledFunctionProps) {
    super(scope, id);
    this.timeout = props.timeout;
    const logGroup = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      // The logs of a function that is taken away are still wanted; they expire by themselves.
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
      ...(props.environment && { environment: props.environment }),
      role: this.role,
      logGroup,
      ...props.egress?.placement,
      tracing: Tracing.ACTIVE,
    });
    acknowledgeWildcard(
      this.role,
      '*',
      'Traces take no resource: AWS takes them from whoever may trace at all',
    );
    acknowledge(
      this.function,
      'Serverless-LambdaDLQ',
      'Only sweeps and measurements are invoked without waiting, and the next makes good what one of them missed; queues and streams have dead letters of their own',
    );
  }
}
