import * as z from 'zod';

/** Where a stack's clock starts: at an instant, or so far from the machine's clock. Milliseconds, since 1970. */
export type ClockSetting = { readonly startsAt: number } | { readonly offsetMs: number };

const UNITS_MS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000 } as const;

const OFFSET = /^(?<sign>[+-])(?<count>\d{1,9})(?<unit>[dhms])$/;

const Instant = z.iso.datetime({ offset: true });

/** Before 2020 São Paulo had summer time; from 2100 on some formats of AWS have no place for the year. */
const FIRST = Date.UTC(2020, 0, 1);
const LAST = Date.UTC(2100, 0, 1);

/**
 * Reads `2028-02-29T23:58:00-03:00`, `+400d`, `-3h`, `+15m` or `+30s`.
 * @param now of the machine, milliseconds since 1970
 * @throws RangeError that says in a sentence what is wrong
 */
export function parseClockSetting(text: string, now: number): ClockSetting {
  const setting = parseOffset(text) ?? parseInstant(text);
  if (!setting)
    throw new RangeError(
      `an instant with its zone like 2028-02-29T23:58:00-03:00, or a distance like +400d, -3h or +15m, and got "${text}".`,
    );
  const start = 'startsAt' in setting ? setting.startsAt : now + setting.offsetMs;
  if (start >= FIRST && start < LAST) return setting;
  throw new RangeError(`a time from 2020 to 2099, and got "${text}".`);
}

function parseOffset(text: string): ClockSetting | undefined {
  const { sign, count, unit } = OFFSET.exec(text)?.groups ?? {};
  const unitMs = Object.entries(UNITS_MS).find(([name]) => name === unit)?.[1];
  if (unitMs === undefined) return undefined;
  return { offsetMs: Number(`${sign}${count}`) * unitMs };
}

function parseInstant(text: string): ClockSetting | undefined {
  const parsed = Instant.safeParse(text);
  return parsed.success ? { startsAt: Date.parse(parsed.data) } : undefined;
}
