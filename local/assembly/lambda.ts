import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import type { Assembly, ResolvedResource } from './assembly.ts';
import { toArn } from './place.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';

const FUNCTION = 'AWS::Lambda::Function';
const VERSION = 'AWS::Lambda::Version';
const ALIAS = 'AWS::Lambda::Alias';

/** One machine runs the code of the template, which is the first version that is published of it. */
const ONLY_VERSION = '1';

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
  {
    type: VERSION,
    attributes: { Version: () => ONLY_VERSION },
    properties: ['Description', 'FunctionName'],
  },
  {
    type: ALIAS,
    nameProperty: 'Name',
    ref: ({ place, name }, textOf) => toArn(place, 'lambda', `function:${textOf('FunctionName')}:${name}`),
    properties: ['Description', 'FunctionName', 'FunctionVersion', 'Name'],
  },
];

/** A function of the template, ready to be started. */
export type LocalFunction = {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** The names of its aliases, all of which have the only version. */
  readonly aliases: readonly string[];
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

const AliasProperties = z.object({
  FunctionName: z.string(),
  FunctionVersion: z.literal(ONLY_VERSION),
});

/** @throws LocalStackError on a function that is not a Node.js bundle of the assembly, or an alias of something else */
export function readFunctions(assembly: Assembly): readonly LocalFunction[] {
  const aliases = assembly.resourcesOf(ALIAS).map((resource) => readAlias(resource));
  const functions = assembly.resourcesOf(FUNCTION).map((resource) => {
    const own = aliases.filter(({ of }) => of === resource.name);
    return toFunction(resource, assembly, own);
  });
  const stray = aliases.find(({ of }) => !functions.some(({ name }) => name === of));
  if (stray)
    throw new LocalStackError(
      `The alias ${stray.logicalId} is of ${stray.of}, which is no function of the template.`,
    );
  return functions;
}

/** Whether a text names the function: by its name or ARN, alone or followed by one of its aliases. */
export function isNamedBy({ name, arn, aliases }: LocalFunction, text: string): boolean {
  const suffixes = ['', ...aliases.map((alias) => `:${alias}`)];
  return [name, arn].some((base) => suffixes.some((suffix) => text === `${base}${suffix}`));
}

/** The ARN and the version that an event finds: those of the alias, where the function has one. */
export function toInvoked({ arn, aliases: [alias] }: LocalFunction): {
  readonly arn: string;
  readonly version: string;
} {
  return alias === undefined
    ? { arn, version: '$LATEST' }
    : { arn: `${arn}:${alias}`, version: ONLY_VERSION };
}

type Alias = { readonly logicalId: string; readonly name: string; readonly of: string };

function readAlias({ logicalId, name, properties }: ResolvedResource): Alias {
  const parsed = AliasProperties.safeParse(properties);
  if (parsed.success) return { logicalId, name, of: parsed.data.FunctionName };
  throw new LocalStackError(
    `The local stack does not know what ${logicalId} asks for: ${z.prettifyError(parsed.error)}. ` +
      'It knows aliases of the version that the template publishes.',
  );
}

function toFunction(
  resource: ResolvedResource,
  assembly: Assembly,
  aliases: readonly Alias[],
): LocalFunction {
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
    aliases: aliases.map(({ name }) => name),
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
