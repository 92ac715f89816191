import { EstornoError } from '../domain/problem.ts';
import { decodeBody } from '../provider/decode-body.ts';
import { readJson } from '../provider/read-json.ts';
import { type HttpEvent, headerOf } from './http-event.ts';

/** One body can name many payments, each with all that the provider shows of it. */
const MAX_BYTES = 256 * 1024;

/**
 * What the body of a notification says, however it is written: in any character set that is named, with a byte-order mark,
 * compressed, with bytes that JSON does not allow inside of texts, or as a form. A provider does not correct what it sends.
 * Undefined where it says nothing.
 * @throws EstornoError payload_too_large
 */
export function readNotificationBody(event: HttpEvent): unknown {
  const bytes = toBytes(event);
  if (bytes.length > MAX_BYTES)
    throw new EstornoError('payload_too_large', { detail: `The body has more than ${MAX_BYTES} bytes.` });
  const text = toText(event, bytes);
  const json = readJson(text);
  if (json.isJson) return json.body;
  // A raw control character is no JSON; in a name or a note it says nothing of the payment.
  const cleaned = readJson(text.replace(/\p{Cc}/gu, ' '));
  return cleaned.isJson ? cleaned.body : readForm(text);
}

/** The bytes of a body, as they came. */
export function toBytes({ body, isBase64Encoded }: HttpEvent): Buffer {
  return Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
}

function toText(event: HttpEvent, bytes: Buffer): string {
  const contentType = headerOf(event, 'content-type');
  const contentEncoding = headerOf(event, 'content-encoding');
  try {
    return decodeBody(bytes, { contentEncoding, contentType });
  } catch {
    // A gateway on the way may have decompressed it and left the header.
    return decodeBody(bytes, { contentType });
  }
}

/** A form's fields. A body that is cut off or garbled is none. */
function readForm(text: string): Readonly<Record<string, string>> | undefined {
  if (!/^[\w.[\]-]+=[^{}<>\s]*$/.test(text.trim())) return undefined;
  return Object.fromEntries(new URLSearchParams(text.trim()));
}
