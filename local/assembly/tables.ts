import * as z from 'zod';
import type { Assembly } from './assembly.ts';
import { toArn } from './place.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';

const TABLE = 'AWS::DynamoDB::Table';

export const TABLE_TYPES: readonly ResourceType[] = [
  {
    type: TABLE,
    nameProperty: 'TableName',
    attributes: {
      Arn: toTableArn,
      StreamArn: toStreamArn,
    },
    properties: [
      'AttributeDefinitions',
      'BillingMode',
      'ContributorInsightsSpecification',
      'DeletionProtectionEnabled',
      'GlobalSecondaryIndexes',
      'KeySchema',
      'LocalSecondaryIndexes',
      'OnDemandThroughput',
      'PointInTimeRecoverySpecification',
      'ProvisionedThroughput',
      'SSESpecification',
      'StreamSpecification',
      'TableClass',
      'TableName',
      'Tags',
      'TimeToLiveSpecification', // nothing local deletes by time; AWS does it days late, so readers filter anyway
    ],
  },
];

const KeySchema = z.array(z.object({ AttributeName: z.string(), KeyType: z.enum(['HASH', 'RANGE']) }));

const Index = z.object({
  IndexName: z.string(),
  KeySchema,
  Projection: z.object({ ProjectionType: z.string(), NonKeyAttributes: z.array(z.string()).optional() }),
});

const Properties = z.object({
  KeySchema,
  AttributeDefinitions: z.array(z.object({ AttributeName: z.string(), AttributeType: z.string() })),
  GlobalSecondaryIndexes: z.array(Index).default([]),
  LocalSecondaryIndexes: z.array(Index).default([]),
  StreamSpecification: z.object({ StreamViewType: z.string() }).optional(),
});

const Encryption = z.object({
  SSESpecification: z.object({ KMSMasterKeyId: z.string().optional() }).optional(),
});

/** A table of the template. `schema` is in DynamoDB's own words, as CreateTable takes it. */
export type LocalTable = {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  /** Of its stream, where it has one. */
  readonly streamArn: string;
  readonly schema: z.infer<typeof Properties>;
  /** Of the key of the account that it is encrypted with, where it is. */
  readonly keyArn?: string;
  /** The partition key's attribute: of an index, when it is named. */
  partitionKey(indexName?: string): string | undefined;
};

export function readTables(assembly: Assembly): readonly LocalTable[] {
  return assembly.resourcesOf(TABLE).map((resource) => {
    const schema = Properties.parse(resource.properties);
    const keyArn = Encryption.parse(resource.properties).SSESpecification?.KMSMasterKeyId;
    const indexes = [...schema.GlobalSecondaryIndexes, ...schema.LocalSecondaryIndexes];
    return {
      logicalId: resource.logicalId,
      name: resource.name,
      arn: toTableArn(resource),
      streamArn: toStreamArn(resource),
      schema,
      ...(keyArn !== undefined && { keyArn }),
      partitionKey: (indexName) => {
        const keys = indexName
          ? indexes.find((index) => index.IndexName === indexName)?.KeySchema
          : schema.KeySchema;
        return keys?.find(({ KeyType }) => KeyType === 'HASH')?.AttributeName;
      },
    };
  });
}

function toTableArn({ place, name }: NamedResource): string {
  return toArn(place, 'dynamodb', `table/${name}`);
}

/** Streams are named after the instant at which they began. */
function toStreamArn(resource: NamedResource): string {
  return `${toTableArn(resource)}/stream/2026-01-01T00:00:00.000`;
}
