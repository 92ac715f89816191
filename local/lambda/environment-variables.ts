import process from 'node:process';
import { type LocalFunction, toInvoked } from '../assembly/lambda.ts';
import { withLocalQueueUrls } from '../aws/sqs.ts';

/** Where the functions of a stack find the rest of it. */
export type Surroundings = {
  readonly region: string;
  /** The local AWS port; the SDK follows AWS_ENDPOINT_URL, so no function knows that it is local. */
  readonly awsUrl: string;
  /** Set for every function, over what the template says: LETPAY_URL and the like. */
  readonly overrides: Readonly<Record<string, string>>;
};

/** What a process needs of its machine to start at all. Nothing else of the parent's environment gets in. */
const PASSED_ON = ['PATH', 'SystemRoot', 'TEMP', 'TMP', 'TMPDIR'];

/** The variables that Lambda sets, as it sets them, and those of the template. */
export function toEnvironmentVariables(
  fn: LocalFunction,
  surroundings: Surroundings,
  runtimeApi: string,
  environmentId: string,
): Record<string, string> {
  return {
    ...machineVariables(),
    ...toLocal(fn.environment, surroundings),
    ...surroundings.overrides,
    ...(fn.logLevel !== undefined && { AWS_LAMBDA_LOG_LEVEL: fn.logLevel }),
    AWS_LAMBDA_LOG_FORMAT: fn.logFormat,
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: environmentId,
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: toInvoked(fn).version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_RUNTIME_API: runtimeApi,
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_REGION: surroundings.region,
    AWS_DEFAULT_REGION: surroundings.region,
    AWS_ENDPOINT_URL: surroundings.awsUrl,
    // Travels in every signature: it names to the local AWS port whose role calls.
    AWS_ACCESS_KEY_ID: fn.logicalId,
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_SESSION_TOKEN: 'local',
    _HANDLER: fn.handler,
    LAMBDA_TASK_ROOT: fn.folder,
    LANG: 'en_US.UTF-8',
    TZ: ':UTC',
  };
}

/** What the template could not know: where the queues are. */
function toLocal(variables: LocalFunction['environment'], { awsUrl }: Surroundings): Record<string, string> {
  return Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, withLocalQueueUrls(value, awsUrl)]),
  );
}

function machineVariables(): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
