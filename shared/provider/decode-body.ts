import process from 'node:process';

/** The most bytes of an answer that are read, as they come and decompressed; more is no answer. */
export const MAX_ANSWER_BYTES = 256 * 1024;

/** The headers of an answer by which its body is read, as they came. */
export type BodyHeaders = {
  readonly contentEncoding?: string | undefined;
  readonly contentType?: string | undefined;
};

/**
 * The text of a body, without a byte-order mark. A character set that is not known counts as UTF-8.
 * @throws Error where it cannot be decompressed, or is then longer than may be
 */
export function decodeBody(body: Buffer, { contentEncoding = '', contentType = '' }: BodyHeaders): string {
  const named = toEncodings(contentEncoding);
  const encodings = named.length === 0 && isGzip(body) ? ['gzip'] : named;
  return toText(encodings.reduceRight(decompress, body), contentType);
}

/** In the order in which they were applied. */
function toEncodings(header: string): string[] {
  const names = header.split(',').map((name) => name.trim().toLowerCase());
  return names.filter((name) => name !== '' && name !== 'identity');
}

/** A body that is JSON as it stands was not compressed, whatever its headers say. */
function decompress(body: Buffer, encoding: string): Buffer {
  try {
    return body.length === 0 ? body : decompressBy(encoding, body);
  } catch (error) {
    if (isPlain(body)) return body;
    throw error;
  }
}

/** @throws Error where it is not compressed so, or is then longer than may be */
function decompressBy(encoding: string, body: Buffer): Buffer {
  // Loaded only where a provider compresses, though it is asked not to.
  const zlib = process.getBuiltinModule('node:zlib');
  const limit = { maxOutputLength: MAX_ANSWER_BYTES };
  switch (encoding) {
    case 'gzip':
    case 'x-gzip':
      return zlib.gunzipSync(body, limit);
    case 'deflate':
      // Some servers leave the header of zlib out.
      return (hasZlibHeader(body) ? zlib.inflateSync : zlib.inflateRawSync)(body, limit);
    case 'br':
      return zlib.brotliDecompressSync(body, limit);
    default:
      throw new Error('the answer is compressed in a way that is not known here');
  }
}

/** It begins and ends as JSON does, whatever odd bytes are around it. */
function isPlain(body: Buffer): boolean {
  return /^[^\x20-\x7e]*\s*(?:\{.*\}|\[.*\])\s*[^\x20-\x7e]*$/s.test(body.toString());
}

/** @source https://www.rfc-editor.org/rfc/rfc1952, section 2.3.1 */
function isGzip(body: Buffer): boolean {
  return body.length >= 2 && body.readUInt16BE(0) === 0x1f8b;
}

/** @source https://www.rfc-editor.org/rfc/rfc1950, section 2.2: method 8, and a multiple of 31 */
function hasZlibHeader(body: Buffer): boolean {
  return body.length >= 2 && (body.readUInt8(0) & 0x0f) === 8 && body.readUInt16BE(0) % 31 === 0;
}

/** How a body begins whose character set shows, whatever else the answer says: byte-order marks, and JSON in UTF-16. */
const BEGINNINGS: readonly (readonly [bytes: RegExp, charset: string])[] = [
  [/^efbbbf/, 'utf-8'],
  [/^feff|^00(?:7b|5b)/, 'utf-16be'],
  [/^fffe|^(?:7b|5b)00/, 'utf-16le'],
];

function toText(bytes: Buffer, contentType: string): string {
  const start = bytes.toString('hex', 0, 3);
  const marked = BEGINNINGS.find(([beginning]) => beginning.test(start))?.[1];
  const named = /;\s*charset\s*=\s*"?([^\s;"]+)/i.exec(contentType)?.[1];
  return new TextDecoder(toKnownCharset(marked ?? named)).decode(bytes);
}

function toKnownCharset(name = 'utf-8'): string {
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return 'utf-8';
  }
}
