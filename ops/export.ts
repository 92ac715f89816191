import { createHash } from 'node:crypto';
import * as z from 'zod';
import { paymentSchema, readAnswer } from './answers.ts';
import type { OperationPlace } from './operation-ref.ts';
import { OpsError } from './ops-error.ts';
import type { ProviderFunctions } from './provider-functions.ts';
import { withReadableInstants } from './readable-instants.ts';
import type { Result } from './result.ts';

const recordSchema = z.looseObject({ id: z.string(), trail: z.array(z.json()).optional() });

/**
 * Everything that the ledger keeps of one operation, with its hash. Once the operation is final, every export has the same
 * hash: kept apart from the bundle, it shows whether the bundle was altered.
 */
export async function runExport(place: OperationPlace, functions: ProviderFunctions): Promise<Result> {
  const { merchantId, provider, paymentId, operationId } = place;
  const event = { command: 'show', merchantId, paymentId } as const;
  const payment = readAnswer(paymentSchema, await functions.invoke(provider, event));
  const record = payment.operations
    .map((one) => recordSchema.safeParse(one).data)
    .find((one) => one?.id === operationId);
  if (!record) throw new OpsError(`The payment has no operation ${operationId}.`);
  // That people had its state published again changes nothing of what happened.
  const { republishRequestedAt: _republishRequestedAt, ...kept } = record;
  const subject = { merchantId, provider, paymentId, operationId };
  const shown = withReadableInstants(kept);
  const bundle = {
    format: 'estorno-evidence/2',
    exportedAt: new Date().toISOString(),
    ...{ subject, record: shown },
    sha256: { of: 'canonical JSON: keys sorted, no white space', record: toHash({ subject, record: shown }) },
  };
  return {
    json: bundle,
    text: `Exported ${operationId}, ${(record.trail ?? []).length} steps of its trail. sha256 of the record: ${bundle.sha256.record}`,
  };
}

/** The sha256 of canonical JSON: keys sorted, no white space. */
export function toHash(value: unknown): string {
  return createHash('sha256').update(toCanonical(value)).digest('hex');
}

function toCanonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCanonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return toJson(value);
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = entries.toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${toJson(name)}:${toCanonical(member)}`).join(',')}}`;
}

/** DEL as jq writes it, so that both hash the same bytes. */
function toJson(value: unknown): string {
  return JSON.stringify(value).replaceAll('\x7f', '\\u007f');
}
