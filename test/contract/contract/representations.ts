import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import type { Encoded } from '../../../local/simulators/kit/faults.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import type { ContractRow } from '../contract-row.ts';
import { setScene, statusOf } from '../scene.ts';

/** The same answer, written in other ways: whatever stands in front of a provider may do that. */
const ROWS: readonly { readonly name: string; readonly encode: (body: Buffer) => Encoded }[] = [
  { name: 'compressed by gzip', encode: (body) => coded('gzip', gzipSync(body)) },
  { name: 'compressed by deflate', encode: (body) => coded('deflate', deflateSync(body)) },
  {
    name: 'compressed by deflate without its header',
    encode: (body) => coded('deflate', deflateRawSync(body)),
  },
  { name: 'compressed by brotli', encode: (body) => coded('br', brotliCompressSync(body)) },
  { name: 'behind a byte-order mark', encode: (body) => ({ body: Buffer.concat([BOM, body]) }) },
  { name: 'in UTF-16', encode: (body) => ({ body: Buffer.from(`\ufeff${body.toString()}`, 'utf16le') }) },
  { name: 'in ISO 8859-1', encode: (body) => typed('iso-8859-1', Buffer.from(body.toString(), 'latin1')) },
  { name: 'in a character set that nobody knows', encode: (body) => typed('x-none', body) },
  { name: 'without a content type', encode: (body) => ({ body, headers: { 'content-type': '' } }) },
  { name: 'over several lines', encode: (body) => ({ body: Buffer.from(toLines(body)) }) },
  { name: 'that its headers call compressed', encode: (body) => coded('gzip', body) },
  { name: 'that its headers do not call compressed', encode: (body) => ({ body: gzipSync(body) }) },
  {
    name: 'in UTF-16 of which nothing says so',
    encode: (body) => ({ body: Buffer.from(body.toString(), 'utf16le') }),
  },
  {
    name: 'with a byte of zero at its end',
    encode: (body) => ({ body: Buffer.concat([body, Buffer.of(0)]) }),
  },
  { name: 'with numbers that are none', encode: written((text) => text.replace(/^\{/, '{"x-nan":NaN,')) },
  {
    name: 'with line breaks within a text',
    encode: written((text) => text.replace(/^\{/, '{"x-text":"a\n\tb",')),
  },
  { name: 'with names in capitals', encode: written(withNames((name) => name.toUpperCase())) },
  { name: 'with names in lower case', encode: written(withNames((name) => name.toLowerCase())) },
  { name: 'with names in PascalCase', encode: written(withNames(toPascal)) },
  { name: 'with its statuses in other letters', encode: written(withOtherStatuses) },
  {
    name: 'with a null for each name that no page lists',
    encode: written((text) => text.replace(/^\{/, '{"x-null":null,')),
  },
];

const BOM = Buffer.from('\ufeff');

function coded(coding: string, body: Buffer): Encoded {
  return { body, headers: { 'content-encoding': coding } };
}

function typed(charset: string, body: Buffer): Encoded {
  return { body, headers: { 'content-type': `application/json;charset="${charset}"` } };
}

function written(rewrite: (text: string) => string): (body: Buffer) => Encoded {
  return (body) => ({ body: Buffer.from(rewrite(body.toString())) });
}

function withNames(toName: (name: string) => string): (text: string) => string {
  return (text) => text.replace(/"(\w+)":/g, (_, name: string) => `"${toName(name)}":`);
}

function toPascal(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** `PAID` as `paid`, and `approved` as `APPROVED`. */
function withOtherStatuses(text: string): string {
  return text.replace(/("\w*status\w*":)"([A-Za-z_]+)"/gi, (_, name: string, word: string) => {
    const other = word === word.toUpperCase() ? word.toLowerCase() : word.toUpperCase();
    return `${name}"${other}"`;
  });
}

function toLines(body: Buffer): string {
  return `\r\n${JSON.stringify(JSON.parse(body.toString()), undefined, '\t')}\r\n`;
}

/** How an answer is written says nothing of what it means. */
export function testRepresentations<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe('an answer means the same', () => {
    for (const { name, encode } of ROWS)
      test(name, async (t) => {
        const scene = await setScene(t, row);
        scene.provider.next({ encode }, { kind: 'login' });
        scene.next({ encode });
        scene.provider.next({ encode }, { kind: 'read' });

        assert.equal((await scene.send()).status, row.prompt);

        assert.equal(statusOf(await scene.inquire()), row.statuses.returned);
      });
  });
}
