import * as z from 'zod/mini';

/** An amount of Brazilian reais in centavos: an integer, at least 1. */
export type Centavos = number;

/** Ten digits: what SoPague's `amount` holds, and more than any payment of these providers. */
const MAX_CENTAVOS = 9_999_999_999;

const MESSAGE = `must be an integer of centavos from 1 to ${MAX_CENTAVOS}`;

export const centavosSchema = z
  .number(MESSAGE)
  .check(z.int(MESSAGE), z.gte(1, MESSAGE), z.lte(MAX_CENTAVOS, MESSAGE));
