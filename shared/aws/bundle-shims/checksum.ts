import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';

type Data = string | ArrayBuffer | ArrayBufferView;

/**
 * What the SDK hashes with. Takes the place of `@smithy/core/checksum`, and of the 5 kB of hashes written in JavaScript that
 * it brings for machines whose Node has none.
 */
class Checksum {
  readonly #start: () => Hash | Hmac;
  #hash: Hash | Hmac;

  constructor(start: () => Hash | Hmac) {
    this.#start = start;
    this.#hash = start();
  }

  update(data: Data): void {
    this.#hash.update(toBytes(data));
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    this.#hash = this.#start();
  }
}

/** For signatures: with a secret it is an HMAC. */
export class Sha256 extends Checksum {
  constructor(secret?: Data) {
    super(() => (secret === undefined ? createHash('sha256') : createHmac('sha256', toBytes(secret))));
  }
}

/** For messages of SQS: the SDK compares it with what SQS says it has got. */
export class Md5 extends Checksum {
  constructor() {
    super(() => createHash('md5'));
  }
}

function toBytes(data: Data): string | Uint8Array {
  if (typeof data === 'string') return data;
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
