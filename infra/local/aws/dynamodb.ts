import { Agent, request as send } from 'node:http';
import { text } from 'node:stream/consumers';
import { type Place, toArn } from '../assembly/place.ts';
import type { LocalTable } from '../assembly/tables.ts';
import { type Engine, toAuthorization } from '../engine/engine.ts';
import type { AwsAnswer, AwsErrorCode, AwsRequest, AwsService } from './aws-service.ts';
import { describeDynamodbCall } from './describe-dynamodb-call.ts';

const ERRORS: Readonly<Record<AwsErrorCode, { readonly status: number; readonly type: string }>> = {
  AccessDenied: { status: 400, type: 'com.amazon.coral.service#AccessDeniedException' },
  Throttled: { status: 400, type: 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException' },
  Unavailable: { status: 500, type: 'com.amazonaws.dynamodb.v20120810#InternalServerError' },
  UnknownOperation: { status: 400, type: 'com.amazon.coral.service#UnknownOperationException' },
  Invalid: { status: 400, type: 'com.amazon.coral.service#SerializationException' },
};

/** Passed on in both directions; everything else belongs to one connection. */
const PASSED_TO_ENGINE = ['content-type', 'x-amz-date', 'x-amz-target'];
const PASSED_BACK = ['content-type', 'x-amzn-requestid', 'x-amz-crc32'];

/** What may be done around a call of the engine. */
export type AroundCall = (request: AwsRequest, call: () => Promise<AwsAnswer>) => Promise<AwsAnswer>;

/** DynamoDB: every call goes to the engine as it came. */
export function createDynamodb(
  engine: Engine,
  tables: readonly LocalTable[],
  place: Place,
  around: AroundCall,
): AwsService {
  const agent = new Agent({ keepAlive: true });
  const toTableArn = (name: string) => toArn(place, 'dynamodb', `table/${name}`);
  return {
    targetPrefix: 'DynamoDB_20120810',
    describe: ({ operation, body }) => describeDynamodbCall(operation, body, { tables, toTableArn }),
    handle: (request) => around(request, () => forward(request, engine, agent)),
    toError: (code, message) => {
      const { status, type } = ERRORS[code];
      const body = JSON.stringify({ __type: type, message, Message: message });
      return { status, headers: { 'content-type': 'application/x-amz-json-1.0' }, body };
    },
  };
}

function forward({ headers, rawBody }: AwsRequest, engine: Engine, agent: Agent): Promise<AwsAnswer> {
  return new Promise((resolve, reject) => {
    const passed = {
      ...pick(headers, PASSED_TO_ENGINE),
      authorization: toAuthorization(engine),
      'content-length': rawBody.length,
    };
    const outgoing = send(engine.url, { method: 'POST', agent, headers: passed }, (response) => {
      text(response).then((body) => {
        resolve({ status: response.statusCode ?? 500, headers: pick(response.headers, PASSED_BACK), body });
      }, reject);
    });
    outgoing.on('error', reject);
    outgoing.end(rawBody);
  });
}

function pick(headers: AwsRequest['headers'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (headers[name] === undefined ? [] : [[name, String(headers[name])]])),
  );
}
