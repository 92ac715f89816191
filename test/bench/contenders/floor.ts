import type { APIGatewayProxyEventV2, APIGatewayProxyResultV2 } from 'aws-lambda';

/**
 * The least that can answer a cancellation: it forwards to LetPay, under a token that it keeps in memory.
 *
 * It protects against nothing. It is here as the floor that everything else is measured against.
 */

const { LETPAY_URL: url = '', LETPAY_KEY: apiKey = '', LETPAY_PASS: apiSecret = '' } = process.env;

let token: string | undefined;

export async function handler({ pathParameters }: APIGatewayProxyEventV2): Promise<APIGatewayProxyResultV2> {
  token ??= await logIn();
  const response = await fetch(`${url}/payment/${pathParameters?.paymentId}/cancel`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-auth-token': token },
    body: '{}',
  });
  const body = await response.text();
  token = readToken(body, 'refresh_token') ?? token;
  if (response.status === 401) token = undefined;
  return { statusCode: response.status, body };
}

async function logIn(): Promise<string | undefined> {
  const body = new FormData();
  body.set('apiKey', apiKey);
  body.set('apiSecret', apiSecret);
  const response = await fetch(`${url}/auth`, { method: 'POST', body });
  return readToken(await response.text(), 'token');
}

function readToken(body: string, field: string): string | undefined {
  return new RegExp(`"${field}":"([^"]+)"`).exec(body)?.[1];
}
