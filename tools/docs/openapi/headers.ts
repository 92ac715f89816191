import { OPERATION_ID } from './example-ids.ts';
import type { Json } from './json-schema.ts';

/** Headers of answers, by their names. */
const HEADERS: Readonly<Record<string, Json>> = {
  Location: {
    description: 'The path of the operation in this API.',
    schema: { type: 'string' },
    example: `/v1/merchants/loja-1/letpay/payments/8f048623-16c6-47da-aca1-546a16e8fb99/cancellations/${OPERATION_ID}`,
  },
  'Retry-After': {
    required: true,
    description: 'Seconds after which to ask again.',
    schema: { type: 'string', pattern: '^[1-9][0-9]*$' },
    example: '2',
  },
  'Idempotent-Replayed': {
    description:
      'Present where the request was a repeat: an earlier request with this key began the operation.',
    schema: { type: 'string', const: 'true' },
    example: 'true',
  },
  'Preference-Applied': {
    description: 'The wait that was applied.',
    schema: { type: 'string', pattern: '^wait=[0-9]+$' },
    example: 'wait=5',
  },
  'Cache-Control': {
    required: true,
    description: 'Answers show the state at one instant, and must not be cached.',
    schema: { type: 'string', const: 'no-store' },
    example: 'no-store',
  },
  Allow: {
    description: 'The methods that the route accepts.',
    schema: { type: 'string' },
    example: 'POST',
  },
};

/** Headers that only some of the answers of one status have. */
const OPTIONAL_HEADERS: Readonly<Record<string, Json>> = {
  CacheControlOfOurs: {
    ...HEADERS['Cache-Control'],
    required: false,
    description: 'On every answer but those that API Gateway makes by itself.',
  },
  RetryAfterOfProblem: {
    ...HEADERS['Retry-After'],
    required: false,
    description: 'Seconds after which to ask again. Present where `retry` is `after`.',
  },
};

/** Every header, by its name in `components`. */
export const HEADER_COMPONENTS: Readonly<Record<string, Json>> = {
  ...Object.fromEntries(Object.entries(HEADERS).map(([name, header]) => [toComponent(name), header])),
  ...OPTIONAL_HEADERS,
};

/** Headers that the answer to a repeat may have. */
export const REPEATABLE = ['Idempotent-Replayed', 'Preference-Applied'];

/** References to headers. */
export function toHeaders(...names: readonly string[]): Json {
  return Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/headers/${toComponent(name)}` }]),
  );
}

/** A reference to `Cache-Control` of an answer that may be API Gateway's, which has none of our headers. */
export const CACHE_CONTROL_OF_OURS: Json = toOptional('Cache-Control', 'CacheControlOfOurs');

/** A reference to `Retry-After` of an answer of which only some problems have it. */
export const RETRY_AFTER_OF_PROBLEM: Json = toOptional('Retry-After', 'RetryAfterOfProblem');

function toOptional(name: string, component: string): Json {
  return { [name]: { $ref: `#/components/headers/${component}` } };
}

function toComponent(name: string): string {
  return name.replaceAll('-', '');
}
