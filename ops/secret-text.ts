import type * as z from 'zod/mini';
import { SECRET_SCHEMAS } from '../functions/secret-schemas.ts';
import { UsageError } from '../tools/script.ts';

/**
 * The text to be stored as the secret of a provider. A wrong field is named, and no value is ever shown.
 * @throws UsageError
 */
export function toSecretText(provider: string, input: string): string {
  const schema = SECRET_SCHEMAS[provider];
  if (!schema)
    throw new UsageError(`functions/secret-schemas.ts does not say what the secret of ${provider} holds.`);
  const given = parseSecret(input);
  const unknown = Object.keys(given).filter((field) => !Object.hasOwn(schema.shape, field));
  const parsed = schema.safeParse(given);
  const wrong = parsed.success ? [] : parsed.error.issues.map(toFault);
  if (wrong.length === 0 && unknown.length === 0) return JSON.stringify(given);
  const parts = [
    ...(wrong.length > 0 ? [`these are missing or wrong: ${wrong.join(', ')}`] : []),
    // The name of an unknown field may be a secret in the wrong place.
    ...(unknown.length > 0 ? [`${unknown.length} unknown`] : []),
  ];
  const fields = Object.keys(schema.shape).join(', ');
  throw new UsageError(`The secret has the fields ${fields} (some are optional); ${parts.join('; ')}.`);
}

/** The parser's own messages may quote what they speak of; those of our checks do not. */
function toFault({ code, path, message }: z.core.$ZodIssue): string {
  const field = path.join('.');
  return code === 'custom' ? `${field} (${message})` : field;
}

/** @throws UsageError */
export function parseSecret(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The parser's message could quote the secret.
  }
  throw new UsageError('The secret must be a JSON object, on standard input or in --file.');
}
