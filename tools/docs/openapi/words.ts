import type { Json } from './json-schema.ts';

export const INFO: Json = {
  title: 'Estorno',
  version: '1',
  summary: 'One API to cancel and refund payments at Brazilian payment providers.',
  description: [
    'Every answer says whether the money moved. **200**: it is back, or never left, proved by the provider. **202**: not ' +
      'final yet; `state` says why, and nothing that was acknowledged stays open. **A problem** (RFC 9457): read its ' +
      '`outcome`. `not_applied`: it did not happen. `unknown`: the same key tells. `code` says why, `retry` whether the ' +
      'same request may still do it, `suggestion` what to do instead.',
    'Repeating a request with its `Idempotency-Key` is always safe: a repeat never begins a second operation. Amounts are ' +
      'integers of centavos (BRL), instants are ISO 8601. Members may be added to answers: leave alone what you do not know.',
  ].join('\n\n'),
  license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
};

export const SERVERS: readonly Json[] = [
  {
    url: 'https://{apiId}.execute-api.{region}.amazonaws.com',
    description: 'Your own deployment: the stack’s output `ApiUrl`.',
    variables: { apiId: { default: 'abcdefghij' }, region: { default: 'sa-east-1' } },
  },
  { url: 'http://127.0.0.1:8787', description: 'On your machine: `npm start`.' },
];

export const TAGS: readonly Json[] = [
  { name: 'Cancellations', description: 'Take a payment back before it is settled.' },
  { name: 'Refunds', description: 'Give money back by the best way that is still open.' },
  { name: 'Payments', description: 'What is known, what is possible, what is unfinished.' },
  { name: 'Providers', description: 'What providers can do, and what they tell.' },
];

/** As API Gateway's exports write them. A deployment takes one of the two. */
export const SECURITY_SCHEMES: Readonly<Record<string, Json>> = {
  sigv4: {
    ...{ type: 'apiKey', name: 'Authorization', in: 'header' },
    description:
      'AWS Signature Version 4 for the service `execute-api`, with credentials whose policy allows the paths of the merchant.',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
  token: {
    ...{ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    description:
      'Where the deployment is configured for it: a token of the configured issuer, with a claim that names the merchants ' +
      'for whom its bearer may act.',
  },
};
