import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import type { Assembly } from './assembly.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';

const API = 'AWS::ApiGatewayV2::Api';
const ROUTE = 'AWS::ApiGatewayV2::Route';
const INTEGRATION = 'AWS::ApiGatewayV2::Integration';
const STAGE = 'AWS::ApiGatewayV2::Stage';

export const HTTP_API_TYPES: readonly ResourceType[] = [
  {
    type: API,
    ref: toApiId,
    attributes: {
      ApiId: toApiId,
      ApiEndpoint: (resource) => `https://${toDomainName(resource)}`,
    },
    properties: ['Description', 'DisableExecuteApiEndpoint', 'Name', 'ProtocolType', 'Tags'],
  },
  {
    type: ROUTE,
    ref: ({ logicalId }) => logicalId,
    properties: ['ApiId', 'AuthorizationType', 'OperationName', 'RouteKey', 'Target'],
  },
  {
    type: INTEGRATION,
    ref: ({ logicalId }) => logicalId,
    properties: [
      'ApiId',
      'Description',
      'IntegrationMethod',
      'IntegrationType',
      'IntegrationUri',
      'PayloadFormatVersion',
      'TimeoutInMillis',
    ],
  },
  {
    type: STAGE,
    ref: ({ logicalId }) => logicalId,
    properties: [
      'AccessLogSettings', // the local stack keeps no access log
      'ApiId',
      'AutoDeploy',
      'DefaultRouteSettings', // throttling and metrics of an account
      'Description',
      'RouteSettings',
      'StageName',
      'Tags',
    ],
  },
];

/** One route of the HTTP API and the function behind it. */
export type LocalRoute = {
  /** `GET /v1/…/{paymentId}`, `ANY /…` or `$default`. */
  readonly routeKey: string;
  readonly functionArn: string;
  /** How long API Gateway waits for the function. */
  readonly timeoutMs: number;
  /** Whether AWS answers 403 to a request that is not signed. */
  readonly mustBeSigned: boolean;
};

export type LocalHttpApi = {
  readonly apiId: string;
  readonly domainName: string;
  readonly routes: readonly LocalRoute[];
};

const RouteProperties = z.object({
  RouteKey: z.string(),
  Target: z.string().startsWith('integrations/'),
  AuthorizationType: z.enum(['AWS_IAM', 'NONE']).default('NONE'),
});

const IntegrationProperties = z.object({
  IntegrationType: z.literal('AWS_PROXY'),
  IntegrationUri: z.string(),
  PayloadFormatVersion: z.literal('2.0'),
  TimeoutInMillis: z.coerce.number().default(30_000),
});

const StageProperties = z.object({ StageName: z.literal('$default') });

/** @throws LocalStackError unless the template has exactly one HTTP API of Lambda proxies on the stage `$default` */
export function readHttpApi(assembly: Assembly): LocalHttpApi {
  const [api, ...others] = assembly.resourcesOf(API);
  if (!api || others.length > 0)
    throw new LocalStackError(
      `The local stack serves one HTTP API; the template has ${api ? others.length + 1 : 0}. Keep one.`,
    );
  for (const { logicalId, properties } of assembly.resourcesOf(STAGE))
    parse(StageProperties, properties, logicalId);
  const integrations = new Map(
    assembly
      .resourcesOf(INTEGRATION)
      .map(({ logicalId, properties }) => [logicalId, parse(IntegrationProperties, properties, logicalId)]),
  );
  const routes = assembly.resourcesOf(ROUTE).map(({ logicalId, properties }): LocalRoute => {
    const route = parse(RouteProperties, properties, logicalId);
    const integration = integrations.get(route.Target.replace('integrations/', ''));
    if (!integration)
      throw new LocalStackError(`The route ${route.RouteKey} names no integration of the template.`);
    return {
      routeKey: route.RouteKey,
      functionArn: toFunctionArn(integration.IntegrationUri),
      timeoutMs: integration.TimeoutInMillis,
      mustBeSigned: route.AuthorizationType === 'AWS_IAM',
    };
  });
  return { apiId: toApiId(api), domainName: toDomainName(api), routes };
}

function parse<T>(schema: z.ZodType<T>, properties: unknown, logicalId: string): T {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  throw new LocalStackError(
    `The local HTTP API does not know what ${logicalId} asks for: ${z.prettifyError(parsed.error)}. ` +
      'It serves Lambda proxies with payload format 2.0, IAM or no authorization, on the stage $default.',
  );
}

/** An integration names the function's ARN itself, or the ARN of its invocation path, which holds it. */
function toFunctionArn(uri: string): string {
  return /functions\/(arn:[^/]+)\/invocations$/.exec(uri)?.[1] ?? uri;
}

/** Ten lower-case letters and digits, the same at every start. */
function toApiId({ logicalId }: NamedResource): string {
  return Buffer.from(logicalId).toString('hex').padEnd(10, '0').slice(-10);
}

function toDomainName(resource: NamedResource): string {
  return `${toApiId(resource)}.execute-api.${resource.place.region}.amazonaws.com`;
}
