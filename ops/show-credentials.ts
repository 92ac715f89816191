import {
  type CertificateFacts,
  parseCertificate,
  toCertificateFacts,
  toDaysLeft,
} from '../shared/domain/certificate.ts';
import { toPem } from '../shared/domain/pem.ts';
import { type EpochMs, toInstant } from '../shared/domain/time.ts';
import { UsageError } from '../tools/script.ts';
import { OpsError } from './ops-error.ts';
import type { Result } from './result.ts';
import { inspectSecret, parseSecret } from './secret-text.ts';
import type { StoredSecret } from './secrets.ts';

/** What may be shown of a secret: names of fields, and what every handshake shows of its certificate. */
type ShownSecret = {
  readonly secret: string;
  readonly storedAt: string;
  readonly environment: string | undefined;
  readonly fields: readonly string[];
  readonly missingOrWrong: readonly string[];
  /** Their names may be secrets in the wrong place. */
  readonly unknownFields: number;
  readonly certificate: ShownCertificate | undefined;
};

type ShownCertificate = Omit<CertificateFacts, 'validFrom' | 'validUntil'> & {
  readonly validFrom: string;
  readonly validUntil: string;
  readonly daysLeft: number;
};

/** Shows what is stored, and no value of it. @throws OpsError where it is no JSON object */
export function showSecret(
  secret: string,
  provider: string,
  { text, createdAt }: StoredSecret,
  now: EpochMs,
): Result {
  const given = parseStored(secret, text);
  const { known, wrong, unknown } = inspectSecret(provider, given);
  const fields = known.filter((field) => given[field] !== undefined);
  const shown: ShownSecret = {
    secret,
    storedAt: toInstant(createdAt),
    environment: ['sandbox', 'production'].find((name) => name === given.environment),
    fields,
    missingOrWrong: wrong,
    unknownFields: unknown,
    certificate: toShownCertificate(
      fields.map((field) => given[field]),
      now,
    ),
  };
  return { json: shown, text: toText(shown) };
}

function parseStored(secret: string, text: string): Readonly<Record<string, unknown>> {
  try {
    return parseSecret(text);
  } catch (error) {
    if (error instanceof UsageError) throw new OpsError(`${secret} holds no JSON object.`);
    throw error;
  }
}

function toShownCertificate(values: readonly unknown[], now: EpochMs): ShownCertificate | undefined {
  for (const value of values) {
    if (typeof value !== 'string' || !value.includes('-----BEGIN CERTIFICATE-----')) continue;
    const certificate = parseCertificate(toPem(value));
    if (!certificate) continue;
    const { validFrom, validUntil, ...facts } = toCertificateFacts(certificate);
    return {
      ...facts,
      validFrom: toInstant(validFrom),
      validUntil: toInstant(validUntil),
      daysLeft: toDaysLeft(validUntil, now),
    };
  }
  return undefined;
}

function toText({ secret, certificate, ...shown }: ShownSecret): string {
  const { storedAt, environment, fields, missingOrWrong, unknownFields } = shown;
  const faults = [
    ...missingOrWrong,
    ...(unknownFields > 0 ? [`${unknownFields} unknown, whose names are not shown`] : []),
  ];
  const rows: readonly (readonly [name: string, value: string])[] = [
    ['stored', storedAt],
    ['environment', environment ?? 'unknown'],
    ['fields', fields.join(', ')],
    ['faults', faults.join(', ') || 'none'],
    ...(certificate ? toCertificateRows(certificate) : []),
  ];
  return [secret, ...rows.map(([name, value]) => `  ${name.padEnd(12)}${value}`)].join('\n');
}

function toCertificateRows({
  subject,
  serial,
  fingerprint,
  validFrom,
  validUntil,
  daysLeft,
}: ShownCertificate) {
  const left = daysLeft < 0 ? 'expired' : `${daysLeft} days left`;
  return [
    ['certificate', subject],
    ['serial', serial],
    ['SHA-256', fingerprint],
    ['valid', `from ${validFrom} to ${validUntil} (${left})`],
  ] as const;
}
