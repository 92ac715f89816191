import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Md5, Sha256 } from '../../../shared/aws/bundle-shims/checksum.ts';

type Data = ConstructorParameters<typeof Sha256>[0];

const bytesOf = (text: string) => new TextEncoder().encode(text);
const amidOthers = (text: string) => bytesOf(`xx${text}yy`).subarray(2, -2);
const bufferOf = (text: string) => Uint8Array.from(bytesOf(text)).buffer;

/** Every form in which the SDK gives data. */
const FORMS: Readonly<Record<string, (text: string) => NonNullable<Data>>> = {
  'a text': (text) => text,
  bytes: bytesOf,
  'bytes amid others': amidOthers,
  'a buffer': bufferOf,
};

const ABC_SHA256 = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
const ABC_MD5 = '900150983cd24fb0d6963f7d28e17f72';

/** Test case 2 of RFC 4231. */
const HMAC = {
  key: 'Jefe',
  data: 'what do ya want for nothing?',
  is: '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
};

async function hexOf(checksum: Sha256 | Md5, ...data: readonly NonNullable<Data>[]): Promise<string> {
  for (const part of data) checksum.update(part);
  return Buffer.from(await checksum.digest()).toString('hex');
}

/** Known answers: @source FIPS 180-2 B.1, RFC 1321 A.5, RFC 4231 4.3 */
describe('the hashes that the SDK signs with', () => {
  for (const [form, toData] of Object.entries(FORMS)) {
    test(`SHA-256 of ${form}`, async () =>
      assert.equal(await hexOf(new Sha256(), toData('abc')), ABC_SHA256));
    test(`MD5 of ${form}`, async () => assert.equal(await hexOf(new Md5(), toData('abc')), ABC_MD5));
    test(`HMAC with a key and data of ${form}`, async () =>
      assert.equal(await hexOf(new Sha256(toData(HMAC.key)), toData(HMAC.data)), HMAC.is));
  }

  test('an HMAC under an empty secret is one', async () =>
    assert.notEqual(await hexOf(new Sha256(''), 'abc'), ABC_SHA256));

  test('in parts it is the same', async () => assert.equal(await hexOf(new Sha256(), 'a', 'bc'), ABC_SHA256));

  test('after a reset it begins anew', async () => {
    const checksum = new Sha256(HMAC.key);
    checksum.update('something else');
    checksum.reset();

    assert.equal(await hexOf(checksum, HMAC.data), HMAC.is);
  });
});
