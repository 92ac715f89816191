import { type DynamoDBClient, ScanCommand, type ScanCommandOutput } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { toOpsError } from './to-ops-error.ts';

/** Every item of a table, a page at a time. @throws OpsError */
export async function* scanTable(
  client: DynamoDBClient,
  table: string,
): AsyncGenerator<Readonly<Record<string, unknown>>> {
  let from: ScanCommandOutput['LastEvaluatedKey'];
  do {
    const page: ScanCommandOutput = await client
      .send(new ScanCommand({ TableName: table, ConsistentRead: true, ExclusiveStartKey: from }))
      .catch((error: unknown) => {
        throw toOpsError(error, `the table ${table}`);
      });
    for (const item of page.Items ?? []) yield unmarshall(item);
    from = page.LastEvaluatedKey;
  } while (from);
}
