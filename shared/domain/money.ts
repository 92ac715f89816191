import * as z from 'zod/mini';
import type { OfUnit } from './unit.ts';

/** An amount of Brazilian reais in centavos: an integer. What a command asks for is at least 1. */
export type Centavos = OfUnit<number, 'Centavos'>;

/** Ten digits: what SoPague's `amount` holds, and more than any payment of these providers. */
const MAX_CENTAVOS = 9_999_999_999;

const MESSAGE = `must be an integer of centavos from 1 to ${MAX_CENTAVOS}`;

export const centavosSchema = z
  .number(MESSAGE)
  .check(z.int(MESSAGE), z.gte(1, MESSAGE), z.lte(MAX_CENTAVOS, MESSAGE));

/** `1035` as `10.35`, the way providers write reais. By digits, never by binary fractions. */
export function toReais(centavos: Centavos): string {
  const digits = String(centavos).padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** Further than this from a whole centavo, a number is not an amount. */
const TOLERANCE = 0.1;

/**
 * Reais as a provider writes them, in centavos: a number (`150.5`, `60.10000000000001`) or its text (`"60.10"`).
 * @returns undefined where it is not readable, which is never the same as 0
 */
export function fromReais(reais: unknown): Centavos | undefined {
  const value = toNumber(reais);
  return value === undefined ? undefined : toCentavos(value * 100);
}

/** Centavos as a provider writes them: a number or its text. @returns undefined where it is not readable */
export function fromCentavos(centavos: unknown): Centavos | undefined {
  const value = toNumber(centavos);
  return value === undefined ? undefined : toCentavos(value);
}

function toNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value;
  if (typeof value === 'string' && /^\d{1,12}(?:\.\d{1,20})?$/.test(value.trim())) return Number(value);
  return undefined;
}

function toCentavos(value: number): Centavos | undefined {
  const rounded = Math.round(value);
  const isReadable = Math.abs(value - rounded) <= TOLERANCE && rounded >= 0 && rounded <= MAX_CENTAVOS;
  return isReadable ? rounded : undefined;
}
