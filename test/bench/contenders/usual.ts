import { IdempotencyConfig } from '@aws-lambda-powertools/idempotency';
import { DynamoDBPersistenceLayer } from '@aws-lambda-powertools/idempotency/dynamodb';
import { makeHandlerIdempotent } from '@aws-lambda-powertools/idempotency/middleware';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import middy from '@middy/core';
import httpErrorHandler from '@middy/http-error-handler';
import httpJsonBodyParser from '@middy/http-json-body-parser';
import secretsManager from '@middy/secrets-manager';
import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2, Context } from 'aws-lambda';

/**
 * What a good team assembles from well-kept parts: middy with its error handler, body parser and secrets, Powertools
 * idempotency on DynamoDB, one login per environment, the token in memory, and one more login when it is refused.
 *
 * What these parts do not protect against, however well they are put together:
 * - an answer that is lost: the handler throws, Powertools deletes the record, and the repeat cancels again;
 * - a crash after the provider took the request: once the in-progress mark has run out, the repeat cancels again;
 * - a second key for the same payment: the record knows keys, not payments;
 * - a refusal of the second cancel is answered as a failure, though the first one moved the money;
 * - tokens that end each other: every environment logs in for itself;
 * - whatever nobody repeats: nothing takes care of what was left open, and no record outlives a day.
 */

const { LETPAY_URL: url = '', SECRET_NAME: secretName = '', IDEMPOTENCY_TABLE: tableName = '' } = process.env;

/** As long as ours lets one exchange with the provider take. */
const EXCHANGE_MS = 10_000;

/** As long as ours keeps a secret. */
const SECRET_MS = 60_000;

const DAY_SECONDS = 24 * 60 * 60;

type Credentials = { readonly apiKey: string; readonly apiSecret: string };

let token: string | undefined;

export const handler = middy<
  APIGatewayProxyEventV2,
  APIGatewayProxyResultV2,
  Error,
  Context & { letpay: Credentials }
>()
  .use(httpErrorHandler({ fallbackMessage: 'Something went wrong', logger: false }))
  .use(httpJsonBodyParser())
  .use(
    secretsManager({
      AwsClient: SecretsManagerClient,
      fetchData: { letpay: secretName },
      cacheExpiry: SECRET_MS,
      setToContext: true,
    }),
  )
  .use(
    makeHandlerIdempotent({
      persistenceStore: new DynamoDBPersistenceLayer({ tableName }),
      config: new IdempotencyConfig({
        eventKeyJmesPath: '[pathParameters.merchantId, pathParameters.paymentId, headers."idempotency-key"]',
        payloadValidationJmesPath: 'body',
        throwOnNoIdempotencyKey: true,
        expiresAfterSeconds: DAY_SECONDS,
      }),
    }),
  )
  .handler(async ({ pathParameters }, { letpay }) => {
    const path = `/payment/${pathParameters?.paymentId}/cancel`;
    token ??= await logIn(letpay);
    let answer = await send(path, token);
    if (answer.status === 401) {
      token = await logIn(letpay);
      answer = await send(path, token);
    }
    token = answer.body.refresh_token ?? token;
    // Not a clear answer: thrown, so that a repeat is not answered with this one for a day.
    if (answer.status >= 500 || answer.status === 401) throw toHttpError(502, 'The provider did not answer.');
    const statusCode = answer.status < 300 ? 200 : 422;
    return { statusCode, body: JSON.stringify({ status: answer.body.transaction_status ?? 'REFUSED' }) };
  });

type Answer = {
  readonly status: number;
  readonly body: { readonly refresh_token?: string; readonly transaction_status?: string };
};

async function send(path: string, under: string | undefined): Promise<Answer> {
  const response = await fetch(`${url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': under ?? '' },
    body: '{}',
    signal: AbortSignal.timeout(EXCHANGE_MS),
  });
  return { status: response.status, body: JSON.parse(await response.text()) };
}

async function logIn({ apiKey, apiSecret }: Credentials): Promise<string | undefined> {
  const body = new FormData();
  body.set('apiKey', apiKey);
  body.set('apiSecret', apiSecret);
  const response = await fetch(`${url}/auth`, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(EXCHANGE_MS),
  });
  if (!response.ok) throw toHttpError(502, 'The provider does not let us in.');
  const answered: { token?: string } = JSON.parse(await response.text());
  return answered.token;
}

function toHttpError(statusCode: number, message: string): Error {
  return Object.assign(new Error(message), { statusCode, expose: true });
}
