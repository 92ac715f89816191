import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import type { Assembly, ResolvedResource } from './assembly.ts';
import { toArn } from './place.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';

const FUNCTION = 'AWS::Lambda::Function';

export const LAMBDA_TYPES: readonly ResourceType[] = [
  {
    type: FUNCTION,
    nameProperty: 'FunctionName',
    attributes: { Arn: toFunctionArn },
    properties: [
      'Architectures', // the bundles are plain JavaScript
      'Code',
      'DeadLetterConfig', // only for events that Lambda gives up; here a failed one stands in the log
      'Description',
      'Environment',
      'FunctionName',
      'Handler',
      'LoggingConfig',
      'MemorySize',
      'PackageType',
      'RecursiveLoop',
      'ReservedConcurrentExecutions',
      'Role',
      'Runtime',
      'RuntimeManagementConfig',
      'Tags',
      'Timeout',
      'TracingConfig',
    ],
  },
];

/** A function of the template, ready to be started. */
export type LocalFunction = {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** As Lambda writes it: `index.handler`. */
  readonly handler: string;
  /** The folder of the bundle. */
  readonly folder: string;
  readonly roleArn: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly environment: Readonly<Record<string, string>>;
  /** At most so many at once, when the template says so. */
  readonly reservedConcurrency?: number;
  readonly logFormat: 'Text' | 'JSON';
  readonly logLevel?: string;
};

const Properties = z.object({
  Code: z.object({ S3Key: z.string() }),
  Handler: z.string(),
  Runtime: z.string(),
  Role: z.string(),
  MemorySize: z.coerce.number().default(128),
  Timeout: z.coerce.number().default(3),
  Environment: z.object({ Variables: z.record(z.string(), z.coerce.string()).default({}) }).optional(),
  ReservedConcurrentExecutions: z.coerce.number().optional(),
  LoggingConfig: z
    .object({
      LogFormat: z.enum(['Text', 'JSON']).default('Text'),
      ApplicationLogLevel: z.string().optional(),
    })
    .default({ LogFormat: 'Text' }),
});

/** @throws LocalStackError on a function that is not a Node.js bundle of the assembly */
export function readFunctions(assembly: Assembly): readonly LocalFunction[] {
  return assembly.resourcesOf(FUNCTION).map((resource) => toFunction(resource, assembly));
}

function toFunction(resource: ResolvedResource, assembly: Assembly): LocalFunction {
  const parsed = Properties.safeParse(resource.properties);
  if (!parsed.success)
    throw new LocalStackError(
      `The function ${resource.logicalId} is none that the local stack can run: ${z.prettifyError(parsed.error)}`,
    );
  const properties = parsed.data;
  refuseFunction(resource.logicalId, properties);
  const { ApplicationLogLevel: logLevel, LogFormat: logFormat } = properties.LoggingConfig;
  return {
    logicalId: resource.logicalId,
    name: resource.name,
    arn: toFunctionArn(resource),
    handler: properties.Handler,
    folder: assembly.assetFolder(properties.Code.S3Key),
    roleArn: properties.Role,
    memoryMb: properties.MemorySize,
    timeoutMs: properties.Timeout * 1000,
    environment: properties.Environment?.Variables ?? {},
    logFormat,
    ...(logLevel !== undefined && { logLevel }),
    ...(properties.ReservedConcurrentExecutions !== undefined && {
      reservedConcurrency: properties.ReservedConcurrentExecutions,
    }),
  };
}

function refuseFunction(logicalId: string, properties: z.infer<typeof Properties>): void {
  if (properties.Runtime !== 'nodejs24.x')
    throw new LocalStackError(
      `The function ${logicalId} requires the runtime ${properties.Runtime}; the local stack runs nodejs24.x only.`,
    );
  if (properties.ReservedConcurrentExecutions === 0)
    throw new LocalStackError(
      `The function ${logicalId} has a reserved concurrency of 0, so it could never run. Give it at least 1.`,
    );
}

function toFunctionArn({ place, name }: NamedResource): string {
  return toArn(place, 'lambda', `function:${name}`);
}
