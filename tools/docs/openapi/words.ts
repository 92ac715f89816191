import type { Json } from './json-schema.ts';

export const INFO: Json = {
  title: 'Estorno',
  version: '1',
  summary: 'One API to cancel and refund payments at Brazilian payment providers.',
  description: [
    'Every answer says whether the money moved. **200**: it was given back, or never left, and the provider proved it. ' +
      '**202**: the operation is not final yet; `state` says why, and the service brings it to its end. **A problem** ' +
      '(RFC 9457): read its `outcome`. `not_applied`: the operation did not take effect. `unknown`: repeat the request with ' +
      'the same key to learn the outcome. `code` gives the reason, `retry` says whether the same request can still succeed, ' +
      'and `suggestion` what to do instead.',
    'It is always safe to repeat a request with its `Idempotency-Key`: a repeat never begins a second operation. Amounts are ' +
      'integers in centavos (BRL), instants are ISO 8601. Answers may get new members: ignore those that you do not know.',
  ].join('\n\n'),
  license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
};

export const SERVERS: readonly Json[] = [
  {
    url: 'https://{apiId}.execute-api.{region}.amazonaws.com',
    description: 'Your deployment: the output `ApiUrl` of the stack.',
    variables: { apiId: { default: 'abcdefghij' }, region: { default: 'sa-east-1' } },
  },
  { url: 'http://127.0.0.1:8787', description: 'The local stack: `npm start`.' },
];

export const TAGS: readonly Json[] = [
  { name: 'Cancellations', description: 'Cancel a payment before it is settled.' },
  { name: 'Refunds', description: 'Give money back, by a cancellation or a refund.' },
  { name: 'Payments', description: 'Payments, their options, and unfinished operations.' },
  { name: 'Providers', description: 'Capabilities and notifications of the providers.' },
];

/** In the form of API Gateway's exports. A deployment accepts one of the two. */
export const SECURITY_SCHEMES: Readonly<Record<string, Json>> = {
  sigv4: {
    ...{ type: 'apiKey', name: 'Authorization', in: 'header' },
    description:
      'AWS Signature Version 4 for the service `execute-api`, by credentials whose policy allows the paths of the merchant.',
    'x-amazon-apigateway-authtype': 'awsSigv4',
  },
  token: {
    ...{ type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
    description:
      'In a deployment that is configured for it: a token of the configured issuer, with a claim that lists the merchants ' +
      'for which the bearer may act.',
  },
};
