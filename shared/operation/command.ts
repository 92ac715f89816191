import { type PaymentRef, sha256, toOperationId } from '../domain/ids.ts';
import { FIELD_NAMES, type RequestFields } from './request-fields.ts';

/** What a caller asks for, whatever way it came. */
export type Command = PaymentRef & {
  readonly kind: 'cancellation' | 'refund';
  readonly idempotencyKey: string;
  readonly request: RequestFields;
  /** The provider's own fields. */
  readonly details?: Readonly<Record<string, string>> | undefined;
};

/**
 * Equal for equal commands, however their JSON was written. Only what a command says is part of it, so that a field which a
 * later version adds changes no fingerprint; the key is not.
 */
export function toFingerprint({ kind, request, details = {} }: Command): string {
  const fields = FIELD_NAMES.map((name) => [name, request[name]] as const);
  return sha256(JSON.stringify({ kind, request: sorted(fields), details: sorted(Object.entries(details)) }));
}

function sorted(entries: readonly (readonly [string, unknown])[]) {
  return entries.filter(([, value]) => value !== undefined).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

/** The operation that this command begins, or began. */
export function operationIdOf(command: Command): string {
  return toOperationId(command, command.idempotencyKey);
}
