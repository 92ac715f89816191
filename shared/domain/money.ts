import * as z from 'zod/mini';

/** An amount of Brazilian reais in centavos: an integer, at least 1. */
export type Centavos = number;

/** Ten digits: what SoPague's `amount` holds, and more than any payment of these providers. */
const MAX_CENTAVOS = 9_999_999_999;

const MESSAGE = `must be an integer of centavos from 1 to ${MAX_CENTAVOS}`;

export const centavosSchema = z
  .number(MESSAGE)
  .check(z.int(MESSAGE), z.gte(1, MESSAGE), z.lte(MAX_CENTAVOS, MESSAGE));

/** `1035` as `10.35`, the way providers write reais. By digits, never by fractions of two. */
export function toReais(centavos: Centavos): string {
  const digits = String(centavos).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Reais as a provider writes them, such as `150.5`, in centavos; undefined where there is no such amount. */
export function fromReais(reais: number | string): Centavos | undefined {
  const parts = /^(\d{1,10})(?:\.(\d{1,2})0*)?$/.exec(String(reais));
  return parts ? Number(`${parts[1]}${(parts[2] ?? '').padEnd(2, '0')}`) : undefined;
}
