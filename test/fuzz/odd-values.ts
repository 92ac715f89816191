import fc from 'fast-check';

/** Names that mean something to JavaScript, to us or to a provider. */
export const ODD_NAMES = [
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'then',
  'toJSON',
  'length',
  'amount',
  'Amount',
  'ammount',
  'status',
  'letpay',
  'sopague',
  'dryRun',
  'trigger',
  'action',
  'Records',
  'error',
  'provider',
  'merchantId',
  'a/b~c',
  '',
  '😀'.repeat(40),
  `a${'😀'.repeat(40)}`,
  'x'.repeat(400),
] as const;

const ODD_TEXTS = [
  ...ODD_NAMES,
  ' ',
  '\u0000',
  '\ud800',
  'a\udc00b',
  '\r\nx-injected: 1',
  '..',
  '../../auth',
  '%2e%2e',
  'loja-1#letpay',
  '*',
  '{{7*7}}',
  '<!doctype html><html></html>',
  'null',
  'true',
  '-0',
  '1e999',
  'NaN',
  '٣'.repeat(42),
  'á'.repeat(300),
  'Ⅷ',
  '\u202eabc',
  '9999-12-31T23:59:59-03:00',
  '0000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00Z',
  '-271821-04-20T00:00:00Z',
  '2026-11-21T10:02:60Z',
  '2026-02-30T10:02:00Z',
  '2026-11-21T10:02:00+23:59',
  'constructor',
  'PIX',
  'BOLETO',
  'CREDITCARD',
] as const;

export const oddText = fc.oneof(
  fc.constantFrom(...ODD_TEXTS),
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ maxLength: 40 }),
  fc.nat({ max: 400 }).map((length) => '😀'.repeat(length)),
);

export const oddNumber = fc.oneof(
  fc.constantFrom(
    0,
    -0,
    -1,
    1,
    0.5,
    1e-7,
    1e10,
    9_999_999_999,
    2 ** 31,
    2 ** 53,
    2 ** 53 + 2,
    1e21,
    1e308,
    5e-324,
  ),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
);

const oddName = fc.oneof(fc.constantFrom(...ODD_NAMES), fc.string({ unit: 'binary', maxLength: 12 }));

/** Objects with properties of their own, also under names such as `__proto__`, as JSON.parse makes them. */
export function objectOf<T>(value: fc.Arbitrary<T>, maxLength = 4): fc.Arbitrary<Record<string, T>> {
  return fc.array(fc.tuple(oddName, value), { maxLength }).map((entries) => Object.fromEntries(entries));
}

const scalar = fc.oneof(oddText, oddNumber, fc.boolean(), fc.constant(null));

/** Anything that JSON can hold, not seldom deep or long. */
export const oddJson: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 8, arbitrary: scalar },
  { weight: 3, arbitrary: objectOf(fc.oneof(scalar, objectOf(scalar))) },
  { weight: 3, arbitrary: fc.array(fc.oneof(scalar, objectOf(scalar)), { maxLength: 4 }) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 1500 }).map(nested) },
);

/** Arrays in arrays, so many deep. */
function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let level = 0; level < depth; level++) value = level % 2 ? { a: value } : [value];
  return value;
}

/** Mostly what is right, sometimes something else. */
export function mostly<T, U>(right: fc.Arbitrary<T>, odd: fc.Arbitrary<U>, weight = 12): fc.Arbitrary<T | U> {
  return fc.oneof({ weight, arbitrary: right }, { weight: 1, arbitrary: odd });
}

/** One change of a JSON value: at the place so far along all its places. */
export type Change = {
  readonly place: number;
  readonly how: 'set' | 'drop' | 'rename' | 'wrap' | 'nest' | 'text';
  readonly value: unknown;
  readonly name: string;
};

export const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat({ max: 40 }),
  how: fc.constantFrom('set', 'set', 'set', 'drop', 'rename', 'wrap', 'nest', 'text'),
  value: oddJson,
  name: fc.oneof(oddName, fc.constantFrom('UPPER', 'lower', 'Pascal')),
});

/** A JSON value with one change made to it. */
export function withChange(value: unknown, { place, ...how }: Change): unknown {
  const count = countPlaces(value);
  return changeAt(value, place % count, how);
}

function countPlaces(value: unknown): number {
  if (!isObject(value)) return 1;
  return 1 + Object.values(value).reduce<number>((sum, part) => sum + countPlaces(part), 0);
}

function changeAt(value: unknown, place: number, change: Omit<Change, 'place'>): unknown {
  if (place === 0) return changed(value, change);
  if (!isObject(value)) return value;
  let left = place - 1;
  const entries = Object.entries(value).flatMap(([name, part]): [string, unknown][] => {
    const count = countPlaces(part);
    const here = left;
    left -= count;
    if (here < 0 || here >= count) return [[name, part]];
    if (here === 0 && change.how === 'drop') return [];
    if (here === 0 && change.how === 'rename') return [[renamed(name, change.name), part]];
    return [[name, changeAt(part, here, change)]];
  });
  return Array.isArray(value) ? entries.map(([, part]) => part) : Object.fromEntries(entries);
}

function changed(value: unknown, { how, value: odd }: Omit<Change, 'place'>): unknown {
  if (how === 'wrap') return [value];
  if (how === 'nest') return { data: value };
  if (how === 'text') return JSON.stringify(value) ?? 'undefined';
  return how === 'set' ? odd : value;
}

function renamed(name: string, to: string): string {
  if (to === 'UPPER') return name.toUpperCase();
  if (to === 'lower') return name.toLowerCase();
  return to === 'Pascal' ? name.charAt(0).toUpperCase() + name.slice(1) : to;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
