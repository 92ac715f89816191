import { OPERATION_ID } from './example-ids.ts';
import type { Json } from './json-schema.ts';

/** Headers of answers, by their names there. */
const HEADERS: Readonly<Record<string, Json>> = {
  Location: {
    description: 'The operation: a path in this API.',
    schema: { type: 'string' },
    example: `/v1/merchants/loja-1/letpay/payments/8f048623-16c6-47da-aca1-546a16e8fb99/cancellations/${OPERATION_ID}`,
  },
  'Retry-After': {
    required: true,
    description: 'Seconds after which it is worth asking again.',
    schema: { type: 'string', pattern: '^[1-9][0-9]*$' },
    example: '2',
  },
  'Idempotent-Replayed': {
    description: 'There on the answer to a repeat: this key had begun its operation before.',
    schema: { type: 'string', const: 'true' },
    example: 'true',
  },
  'Preference-Applied': {
    description: 'The wait that was granted.',
    schema: { type: 'string', pattern: '^wait=[0-9]+$' },
    example: 'wait=5',
  },
  'Cache-Control': {
    required: true,
    description: 'Answers tell the state of money at one instant: nobody may keep them.',
    schema: { type: 'string', const: 'no-store' },
    example: 'no-store',
  },
  Allow: {
    description: 'The methods that the route does take.',
    schema: { type: 'string' },
    example: 'POST',
  },
};

/** Of an answer that may be API Gateway's, which brings none of our headers. */
const OPTIONAL_CACHE_CONTROL = {
  CacheControlOfOurs: {
    ...HEADERS['Cache-Control'],
    required: false,
    description: 'On every answer but those that API Gateway makes by itself.',
  },
};

/** Every header of an answer, by its name in `components`. */
export const HEADER_COMPONENTS: Readonly<Record<string, Json>> = {
  ...Object.fromEntries(Object.entries(HEADERS).map(([name, header]) => [toComponent(name), header])),
  ...OPTIONAL_CACHE_CONTROL,
};

/** Headers of an answer that a repeat may get. */
export const REPEATABLE = ['Idempotent-Replayed', 'Preference-Applied'];

/** References to headers. */
export function toHeaders(...names: readonly string[]): Json {
  return Object.fromEntries(
    names.map((name) => [name, { $ref: `#/components/headers/${toComponent(name)}` }]),
  );
}

/** References to headers of an answer that may be API Gateway's. */
export function toHeadersOrNone(...names: readonly string[]): Json {
  return {
    'Cache-Control': { $ref: '#/components/headers/CacheControlOfOurs' },
    ...toHeaders(...names),
  };
}

function toComponent(name: string): string {
  return name.replaceAll('-', '');
}
