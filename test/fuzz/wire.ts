import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { Reply } from '../../shared/ports/exchange.ts';
import { decodeBody } from '../../shared/provider/decode-body.ts';
import { readJson } from '../../shared/provider/read-json.ts';

/** How an answer is written. None of it changes what the answer says. */
export type Wire = {
  readonly charset: keyof typeof CHARSETS;
  readonly coding: keyof typeof CODINGS;
  /** Half of the bytes are missing. */
  readonly isCut: boolean;
  readonly isIndented: boolean;
  readonly numbers: 'plain' | 'text' | 'noisy' | 'decimals';
  /** Members that no page lists. */
  readonly more: boolean;
  readonly names: keyof typeof NAMES;
  /** Whether the headers are right about the coding, where it is gzip or none. */
  readonly label: 'right' | 'wrong';
  readonly bytes: keyof typeof BYTES;
  /** Statuses in other letters: `paid` for `PAID`. */
  readonly words: 'plain' | 'other';
};

export const PLAIN: Wire = {
  charset: 'none',
  coding: 'identity',
  isCut: false,
  isIndented: false,
  numbers: 'plain',
  more: false,
  names: 'plain',
  label: 'right',
  bytes: 'plain',
  words: 'plain',
};

type Charset = { readonly header: string; readonly encode: (text: string) => Buffer };

const CHARSETS = {
  none: { header: '', encode: (text) => Buffer.from(text) },
  utf8: { header: ';charset=UTF-8', encode: (text) => Buffer.from(text) },
  marked: { header: '', encode: (text) => Buffer.from(`\ufeff${text}`) },
  utf16le: { header: '', encode: (text) => Buffer.from(`\ufeff${text}`, 'utf16le') },
  utf16be: {
    header: '; charset="utf-16be"',
    encode: (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
  },
  latin1: { header: '; charset=iso-8859-1', encode: (text) => Buffer.from(toAscii(text), 'latin1') },
  unknown: { header: '; charset=x-none', encode: (text) => Buffer.from(text) },
} as const satisfies Readonly<Record<string, Charset>>;

const CODINGS = {
  identity: (body: Buffer) => body,
  gzip: (body: Buffer) => gzipSync(body),
  'x-gzip': (body: Buffer) => gzipSync(body),
  deflate: (body: Buffer) => deflateSync(body),
  'DEFLATE ': (body: Buffer) => deflateRawSync(body),
  br: (body: Buffer) => brotliCompressSync(body),
  'gzip, br': (body: Buffer) => brotliCompressSync(gzipSync(body)),
} as const;

const NAMES = {
  plain: (name: string) => name,
  UPPER: (name: string) => name.toUpperCase(),
  lower: (name: string) => name.toLowerCase(),
  Pascal: (name: string) => name.charAt(0).toUpperCase() + name.slice(1),
} as const;

/** What sloppy writers leave in JSON. */
const BYTES = {
  plain: (text: string) => text,
  zero: (text: string) => `${text}\u0000`,
  'not a number': (text: string) => text.replace(/^\{/, '{"x-nan": NaN, '),
  'line break': (text: string) => text.replace(/^\{/, '{"x-text":"a\r\n\tb",'),
  comma: (text: string) => text.replace(/([^{[,\s])(\s*[}\]])$/, '$1,$2'),
} as const;

function keysOf<T extends object>(table: T): readonly (keyof T)[] {
  return Object.keys(table) as (keyof T)[];
}

/** How the names of members may be written, and how numbers. */
function wireOf(
  names: readonly Wire['names'][],
  numbers: readonly Wire['numbers'][] = [...UNITLESS, 'decimals'],
): fc.Arbitrary<Wire> {
  return fc.record({
    charset: fc.constantFrom(...keysOf(CHARSETS)),
    coding: fc.constantFrom(...keysOf(CODINGS)),
    isCut: fc.constant(false),
    isIndented: fc.boolean(),
    numbers: fc.constantFrom(...numbers),
    label: fc.constantFrom<Wire['label'][]>('right', 'right', 'right', 'wrong'),
    bytes: fc.constantFrom(...keysOf(BYTES)),
    words: fc.constantFrom<Wire['words'][]>('plain', 'plain', 'other'),
    more: fc.boolean(),
    names: fc.constantFrom(...names),
  });
}

const UNITLESS: readonly Wire['numbers'][] = ['plain', 'text', 'noisy'];

/** Answers that are as good as plain ones. Decimals name the unit of an amount, where the pages of SoPague do not. */
export const harmlessWire = {
  letpay: wireOf(keysOf(NAMES)),
  sopague: wireOf(keysOf(NAMES), UNITLESS),
  mercadopago: wireOf(keysOf(NAMES)),
  pix: wireOf(keysOf(NAMES)),
} as const;

/** An answer in any writing, mostly whole and with the names of the pages. */
export const anyWire: fc.Arbitrary<Wire> = fc
  .tuple(wireOf(['plain', 'plain', 'plain', 'plain', 'plain', ...keysOf(NAMES)]), fc.nat({ max: 14 }))
  .map(([wire, chance]) => ({ ...wire, isCut: chance === 0 }));

/** Stands in a body for a whole number that JavaScript cannot hold. */
export function toBigNumber(digits: bigint): string {
  return `digits:${digits}`;
}

/** What the exchange makes of an answer that comes like this. */
export function throughWire(status: number, body: unknown, wire: Wire): Reply {
  const { header, encode } = CHARSETS[wire.charset];
  const whole = CODINGS[wire.coding](encode(toText(body, wire)));
  const bytes = wire.isCut ? whole.subarray(0, whole.length / 2) : whole;
  try {
    const contentType = `application/json${header}`;
    const contentEncoding = toLabel(wire);
    return { is: 'answered', status, ...readJson(decodeBody(bytes, { contentEncoding, contentType })) };
  } catch {
    return { is: 'lost', why: 'answer cut short', status };
  }
}

function toLabel({ coding, label, charset }: Wire): string | undefined {
  const isWrong = label === 'wrong' && !charset.startsWith('utf16');
  if (coding === 'identity') return isWrong ? 'gzip' : undefined;
  return coding === 'gzip' && isWrong ? undefined : coding;
}

function toText(body: unknown, { isIndented, bytes, ...wire }: Wire): string {
  const text = JSON.stringify(rewrite(body, wire), undefined, isIndented ? '\t' : undefined) ?? '';
  return BYTES[bytes](text.replace(/"digits:([\d.]+)"/g, '$1'));
}

type Rewriting = Pick<Wire, 'numbers' | 'names' | 'more' | 'words'>;

function rewrite(value: unknown, wire: Rewriting): unknown {
  if (Array.isArray(value)) return value.map((one) => rewrite(one, wire));
  if (typeof value === 'number') return rewriteNumber(value, wire.numbers);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(
    ([name, one]) => [NAMES[wire.names](name), rewrite(toWord(name, one, wire), wire)] as const,
  );
  return Object.fromEntries([...(wire.more ? MORE : []), ...entries]);
}

function toWord(name: string, value: unknown, { words }: Rewriting): unknown {
  if (
    words === 'plain' ||
    typeof value !== 'string' ||
    !/status/i.test(name) ||
    !/^[A-Za-z_]{1,40}$/.test(value)
  )
    return value;
  return value === value.toUpperCase() ? value.toLowerCase() : value.toUpperCase();
}

const MORE: readonly (readonly [string, unknown])[] = [
  ['x-1', null],
  ['__proto__', null],
  ['toString', []],
  ['é', { amount: 1, paymentId: null }],
];

/** Amounts in reais come with the noise of binary fractions. */
function rewriteNumber(value: number, numbers: Wire['numbers']): unknown {
  if (numbers === 'text') return String(value);
  if (numbers === 'decimals')
    return /^\d+(?:\.\d)?$/.test(String(value)) ? `digits:${value.toFixed(2)}` : value;
  return numbers === 'noisy' && !Number.isInteger(value) ? value * (1 + Number.EPSILON) : value;
}

/** Without what ISO 8859-1 does not have. */
function toAscii(text: string): string {
  return text.replace(/[\u0100-\uffff]/g, '?');
}
