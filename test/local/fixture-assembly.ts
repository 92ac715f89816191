import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A function of the fixture stack. */
export type FixtureFunction = {
  /** Of `index.mjs`; exports `handler`. */
  readonly source: string;
  /** @default 10 */
  readonly timeoutSeconds?: number;
  readonly environment?: Readonly<Record<string, unknown>>;
  /** @default none: it may do nothing */
  readonly statements?: readonly object[];
};

export type FixtureAssembly = {
  /** By logical id. */
  readonly functions?: Readonly<Record<string, FixtureFunction>>;
  /** Logical ids of functions by route key. */
  readonly routes?: Readonly<Record<string, string>>;
  /** Route keys that need no signature. @default none */
  readonly publicRoutes?: readonly string[];
  /** What the template has besides. */
  readonly resources?: Readonly<Record<string, object>>;
  /** Members of the template besides `Resources`. */
  readonly template?: object;
};

export const ACCOUNT = '111122223333';
export const REGION = 'sa-east-1';

export const LEDGER = {
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    TableName: 'ledger',
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: [{ AttributeName: 'payment', KeyType: 'HASH' }],
    AttributeDefinitions: [
      { AttributeName: 'payment', AttributeType: 'S' },
      { AttributeName: 'dueShard', AttributeType: 'S' },
      { AttributeName: 'dueAt', AttributeType: 'N' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'due',
        KeySchema: [
          { AttributeName: 'dueShard', KeyType: 'HASH' },
          { AttributeName: 'dueAt', KeyType: 'RANGE' },
        ],
        Projection: { ProjectionType: 'KEYS_ONLY' },
      },
    ],
  },
};

/** An alias of the version that the local stack runs. */
export function toAlias(functionId: string, properties: object = {}): object {
  return {
    Type: 'AWS::Lambda::Alias',
    Properties: { FunctionName: { Ref: functionId }, FunctionVersion: '1', Name: 'live', ...properties },
  };
}

/** Writes a cloud assembly as the CDK would, with functions that need no bundling. @returns its folder */
export async function writeAssembly(fixture: FixtureAssembly): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'estorno-assembly-'));
  const functions = Object.entries(fixture.functions ?? {});
  const template = {
    ...fixture.template,
    Resources: {
      ...Object.assign({}, ...functions.map(([id, fn]) => toFunctionResources(id, fn))),
      Api: { Type: 'AWS::ApiGatewayV2::Api', Properties: { Name: 'fixture', ProtocolType: 'HTTP' } },
      ...toRouteResources(fixture.routes ?? {}, fixture.publicRoutes ?? []),
      ...fixture.resources,
    },
  };
  const files = functions.map(([id]) => [
    id,
    { source: { path: `asset.${id}` }, destinations: { current: { objectKey: `${id}.zip` } } },
  ]);
  for (const [id, { source }] of functions) {
    await mkdir(join(folder, `asset.${id}`));
    await writeFile(join(folder, `asset.${id}`, 'index.mjs'), source);
  }
  const artifacts = {
    'Estorno.assets': { type: 'cdk:asset-manifest', properties: { file: 'Estorno.assets.json' } },
    Estorno: {
      type: 'aws:cloudformation:stack',
      environment: `aws://${ACCOUNT}/${REGION}`,
      properties: { templateFile: 'Estorno.template.json' },
    },
  };
  await writeJson(join(folder, 'manifest.json'), { version: '55.0.0', artifacts });
  await writeJson(join(folder, 'Estorno.assets.json'), { files: Object.fromEntries(files) });
  await writeJson(join(folder, 'Estorno.template.json'), template);
  return folder;
}

function toFunctionResources(id: string, fn: FixtureFunction): Record<string, object> {
  return {
    [`${id}Role`]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    ...(fn.statements && { [`${id}Policy`]: toPolicy(id, fn.statements) }),
    [id]: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        Code: { S3Bucket: 'assets', S3Key: `${id}.zip` },
        Environment: { Variables: fn.environment ?? {} },
        Handler: 'index.handler',
        MemorySize: 256,
        Role: { 'Fn::GetAtt': [`${id}Role`, 'Arn'] },
        Runtime: 'nodejs24.x',
        Timeout: fn.timeoutSeconds ?? 10,
      },
    },
  };
}

export function toPolicy(functionId: string, statements: readonly object[]): object {
  return {
    Type: 'AWS::IAM::Policy',
    Properties: {
      PolicyName: `${functionId}Policy`,
      PolicyDocument: { Version: '2012-10-17', Statement: statements },
      Roles: [{ Ref: `${functionId}Role` }],
    },
  };
}

/** A rule that invokes a function every minute, and does not try again. */
export function toRule(functionId: string, target: object = {}, properties: object = {}): object {
  return {
    Type: 'AWS::Events::Rule',
    Properties: {
      ScheduleExpression: 'rate(1 minute)',
      State: 'ENABLED',
      Targets: [
        {
          Arn: { 'Fn::GetAtt': [functionId, 'Arn'] },
          Id: 'Target0',
          Input: '{}',
          RetryPolicy: { MaximumRetryAttempts: 0 },
          ...target,
        },
      ],
      ...properties,
    },
  };
}

function toRouteResources(
  routes: Readonly<Record<string, string>>,
  publicRoutes: readonly string[],
): Record<string, object> {
  const resources = Object.entries(routes).flatMap(([routeKey, functionId], index) => [
    [
      `Integration${index}`,
      {
        Type: 'AWS::ApiGatewayV2::Integration',
        Properties: {
          ApiId: { Ref: 'Api' },
          IntegrationType: 'AWS_PROXY',
          IntegrationUri: { 'Fn::GetAtt': [functionId, 'Arn'] },
          PayloadFormatVersion: '2.0',
        },
      },
    ],
    [
      `Route${index}`,
      {
        Type: 'AWS::ApiGatewayV2::Route',
        Properties: {
          ApiId: { Ref: 'Api' },
          AuthorizationType: publicRoutes.includes(routeKey) ? 'NONE' : 'AWS_IAM',
          RouteKey: routeKey,
          Target: { 'Fn::Join': ['', ['integrations/', { Ref: `Integration${index}` }]] },
        },
      },
    ],
  ]);
  return Object.fromEntries(resources);
}

async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFile(path, JSON.stringify(value));
}
