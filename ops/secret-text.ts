import type * as z from 'zod/mini';
import { SECRET_SCHEMAS } from '../functions/secret-schemas.ts';
import { UsageError } from '../tools/script.ts';

/**
 * The text to be stored as the secret of a provider. A wrong field is named, and no value is ever shown.
 * @throws UsageError
 */
export function toSecretText(provider: string, input: string): string {
  const given = parseSecret(input);
  const { known, wrong, unknown } = inspectSecret(provider, given);
  if (wrong.length === 0 && unknown === 0) return JSON.stringify(given);
  const parts = [
    ...(wrong.length > 0 ? [`these are missing or wrong: ${wrong.join(', ')}`] : []),
    ...(unknown > 0 ? [`${unknown} unknown`] : []),
  ];
  throw new UsageError(
    `The secret has the fields ${known.join(', ')} (some are optional); ${parts.join('; ')}.`,
  );
}

/** What can be shown of a secret's fields. Unknown ones are counted: their names may be secrets in the wrong place. */
type Inspected = {
  readonly known: readonly string[];
  /** Names, with what our own checks say of them. */
  readonly wrong: readonly string[];
  readonly unknown: number;
};

/** @throws UsageError */
export function inspectSecret(provider: string, given: Readonly<Record<string, unknown>>): Inspected {
  const schema = SECRET_SCHEMAS[provider];
  if (!schema)
    throw new UsageError(`functions/secret-schemas.ts does not say what the secret of ${provider} holds.`);
  const known = Object.keys(schema.shape);
  const parsed = schema.safeParse(given);
  return {
    known,
    wrong: parsed.success ? [] : parsed.error.issues.map(toFault),
    unknown: Object.keys(given).filter((field) => !known.includes(field)).length,
  };
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
