import { X509Certificate } from 'node:crypto';
import { DAY_MS, type EpochMs } from './time.ts';

/** What anybody may read of a certificate: it is shown in every handshake. */
export type CertificateFacts = {
  /** On one line: `C=BR, O=Loja, CN=loja-1`. */
  readonly subject: string;
  /** Hexadecimal. */
  readonly serial: string;
  /** SHA-256, hexadecimal with colons. */
  readonly fingerprint: string;
  readonly validFrom: EpochMs;
  readonly validUntil: EpochMs;
};

/** A certificate from PEM; the first, where there is a chain. @returns undefined where the text is none */
export function parseCertificate(pem: string): X509Certificate | undefined {
  try {
    return new X509Certificate(pem);
  } catch {
    return undefined;
  }
}

export function toCertificateFacts(certificate: X509Certificate): CertificateFacts {
  const { subject, serialNumber, fingerprint256, validFromDate, validToDate } = certificate;
  return {
    // Some certificates have none, for which Node has no text. Nothing of it may reach a terminal as a command.
    subject: (subject ?? '').replaceAll('\n', ', ').replaceAll(/\p{Cc}/gu, ''),
    serial: serialNumber,
    fingerprint: fingerprint256,
    validFrom: validFromDate.getTime(),
    validUntil: validToDate.getTime(),
  };
}

/** Whole days until then; negative afterwards. */
export function toDaysLeft(until: EpochMs, now: EpochMs): number {
  return Math.floor((until - now) / DAY_MS);
}
