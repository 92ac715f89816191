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

/** Equal for equal commands, however their JSON was written. The key is not part of it. */
export function toFingerprint({ kind, request, details }: Command): string {
  const fields = FIELD_NAMES.map((name) => [name, request[name]]);
  return sha256(JSON.stringify({ kind, fields, details: details && sorted(details) }));
}

function sorted(details: Readonly<Record<string, string>>) {
  return Object.entries(details).sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The operation that this command begins, or began. */
export function operationIdOf(command: Command): string {
  return toOperationId(command, command.idempotencyKey);
}
