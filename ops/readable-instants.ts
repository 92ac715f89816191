/** Names of members that hold an instant, in a ledger item. */
const INSTANT = /(?:^at|^since|At|After|Until|Since|From)$/;

/** In 2001. A smaller number is a count or a duration. */
const LEAST_EPOCH_MS = 1_000_000_000_000;

/** The same data with its instants in ISO 8601 in place of epoch milliseconds. */
export function withReadableInstants(value: unknown, name = ''): unknown {
  if (Array.isArray(value)) return value.map((one) => withReadableInstants(one));
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(
      Object.entries(value).map(([member, one]) => [member, withReadableInstants(one, member)]),
    );
  return typeof value === 'number' && isInstant(name, value) ? new Date(value).toISOString() : value;
}

function isInstant(name: string, value: number): boolean {
  return INSTANT.test(name) && value >= LEAST_EPOCH_MS && !Number.isNaN(new Date(value).getTime());
}
