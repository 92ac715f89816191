import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate and its key, in PEM. */
export type CertificatePair = { readonly certificate: string; readonly privateKey: string };

export type CertificateOptions = {
  /** @default long ago */
  readonly from?: Date;
  /** @default never, as far as certificates go */
  readonly to?: Date;
  /** An IPv4 address that a server with it is known by. */
  readonly address?: string;
  /** Who signs it. @default itself */
  readonly issuer?: { readonly name: string; readonly privateKey: string };
  /** Encrypts the key. */
  readonly passphrase?: string;
};

/** Makes an X.509 certificate for this machine and for tests, without any tool. @source RFC 5280 */
export function makeCertificate(name: string, options: CertificateOptions = {}): CertificatePair {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const { passphrase, issuer } = options;
  const signer = issuer ? createPrivateKey(issuer.privateKey) : privateKey;
  const toSign = toTbsCertificate(name, publicKey, options);
  const signature = sign('sha256', toSign, signer);
  const der = sequence(toSign, ECDSA_WITH_SHA256, bitString(signature));
  const locked = passphrase === undefined ? {} : { cipher: 'aes-256-cbc', passphrase };
  return {
    certificate: toPem('CERTIFICATE', der),
    privateKey: privateKey.export({ type: 'pkcs8', format: 'pem', ...locked }).toString(),
  };
}

const LONG_AGO = new Date('2000-01-01T00:00:00Z');

/** "No well-defined expiration date." @source RFC 5280, section 4.1.2.5 */
const NEVER = new Date('9999-12-31T23:59:59Z');

function toTbsCertificate(
  name: string,
  publicKey: KeyObject,
  { from = LONG_AGO, to = NEVER, address, issuer }: CertificateOptions,
): Buffer {
  const version = explicit(0, integer(Buffer.of(2)));
  const serial = integer(Buffer.concat([Buffer.of(1), randomBytes(15)]));
  const validity = sequence(generalizedTime(from), generalizedTime(to));
  const spki = publicKey.export({ type: 'spki', format: 'der' });
  const parts = [
    version,
    serial,
    ECDSA_WITH_SHA256,
    toName(issuer?.name ?? name),
    validity,
    toName(name),
    spki,
  ];
  return sequence(...parts, ...(address === undefined ? [] : [explicit(3, sequence(toAltName(address)))]));
}

function toName(name: string): Buffer {
  return sequence(set(sequence(oid('550403'), tlv(0x0c, Buffer.from(name)))));
}

/** The address, among the names that a server is known by. */
function toAltName(address: string): Buffer {
  const bytes = Buffer.from(address.split('.').map(Number));
  return sequence(oid('551d11'), tlv(0x04, sequence(tlv(0x87, bytes))));
}

function generalizedTime(at: Date): Buffer {
  return tlv(0x18, Buffer.from(`${at.toISOString().replaceAll(/[-:T]|\..*/g, '')}Z`));
}

const ECDSA_WITH_SHA256 = sequence(oid('2a8648ce3d040302'));

/** Type, length and value, as ASN.1 is written in DER. @source ITU-T X.690 */
function tlv(tag: number, value: Buffer): Buffer {
  const { length } = value;
  const bytes = length < 0x80 ? [] : length < 0x100 ? [length] : [length >> 8, length & 0xff];
  const head = bytes.length === 0 ? [tag, length] : [tag, 0x80 | bytes.length, ...bytes];
  return Buffer.concat([Buffer.from(head), value]);
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tlv(0x30, Buffer.concat(parts));
}

function set(...parts: readonly Buffer[]): Buffer {
  return tlv(0x31, Buffer.concat(parts));
}

function explicit(number: number, value: Buffer): Buffer {
  return tlv(0xa0 | number, value);
}

function integer(bytes: Buffer): Buffer {
  return tlv(0x02, bytes);
}

function oid(hex: string): Buffer {
  return tlv(0x06, Buffer.from(hex, 'hex'));
}

function bitString(bytes: Buffer): Buffer {
  return tlv(0x03, Buffer.concat([Buffer.of(0), bytes]));
}

function toPem(label: string, der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
