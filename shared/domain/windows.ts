import { DAY_MS, type EpochMs, HOUR_MS } from './time.ts';

/** How long something stays possible, from the instant at which its clock starts. */
export type Span =
  /** Until the end of that day in this IANA time zone. */
  | { readonly lasts: 'calendar_day'; readonly zone: string }
  /** So many times 24 hours. */
  | { readonly lasts: 'days'; readonly days: number }
  /** Until the end of the same day so many months later, in this IANA time zone. */
  | { readonly lasts: 'months'; readonly months: number; readonly zone: string };

/** What one provider says of until when something is possible. */
export type Window = {
  /** Names the rule in answers. */
  readonly rule: string;
  readonly span: Span;
  /** `inferred`: some part of the rule, such as its time zone, is our reading of the provider's page. */
  readonly basis: 'documented' | 'inferred';
};

/** A window whose clock has started. */
export type Closing = {
  readonly rule: string;
  readonly basis: Window['basis'];
  /** When it closes, as far as we know. */
  readonly closesAt: EpochMs;
  /** From when on we refuse without asking the provider: a day later where our reading may be wrong. */
  readonly refusedFrom: EpochMs;
};

/** An inferred end may be off by its time zone, so the provider is asked for this much longer. */
const INFERRED_MARGIN_MS = DAY_MS;

export function toClosing({ rule, span, basis }: Window, startedAt: EpochMs): Closing {
  const closesAt = endOf(span, startedAt);
  return {
    rule,
    basis,
    closesAt,
    refusedFrom: basis === 'documented' ? closesAt : closesAt + INFERRED_MARGIN_MS,
  };
}

/** The first instant that is no longer within the span. */
export function endOf(span: Span, startedAt: EpochMs): EpochMs {
  switch (span.lasts) {
    case 'days':
      return startedAt + span.days * DAY_MS;
    case 'calendar_day':
      return endOfDay(startedAt, span.zone);
    case 'months':
      return endOfDay(monthsLater(startedAt, span.months, span.zone), span.zone);
  }
}

/**
 * The first instant of the next day in a time zone, by the platform's own zone data. Days are not always 24 hours
 * long, and in some years a day in São Paulo began at 01:00, so the end is searched for, not computed.
 */
function endOfDay(at: EpochMs, zone: string): EpochMs {
  const day = dayIn(zone);
  const today = day(at);
  let [within, beyond] = [at, at + 26 * HOUR_MS];
  while (beyond - within > 1) {
    const middle = Math.floor((within + beyond) / 2);
    if (day(middle) === today) within = middle;
    else beyond = middle;
  }
  return beyond;
}

/** An instant on the day with the same number so many months later, or on that month's last day. */
function monthsLater(at: EpochMs, months: number, zone: string): EpochMs {
  const [year = 0, month = 1, date = 1] = dayIn(zone)(at).split('-').map(Number);
  const lastDate = new Date(Date.UTC(year, month + months, 0)).getUTCDate();
  const noon = Date.UTC(year, month - 1 + months, Math.min(date, lastDate), 12);
  // Noon UTC is the same date everywhere from twelve hours west to eleven hours east of Greenwich.
  return noon;
}

/** The day of an instant in a time zone, as `2026-11-21`. */
function dayIn(zone: string): (at: EpochMs) => string {
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  });
  return (at) => format.format(at);
}
