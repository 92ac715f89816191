import { type Language, LOCALES } from './texts.ts';

/** `14:02:10` @param at epoch milliseconds */
export function toTime(at: number, language: Language, timeZone?: string): string {
  const options = { timeStyle: 'medium', ...(timeZone !== undefined && { timeZone }) } as const;
  return new Intl.DateTimeFormat(LOCALES[language], options).format(at);
}

/** `29 Feb 2028, 23:58:12` @param at epoch milliseconds */
export function toDayAndTime(at: number, language: Language, timeZone: string): string {
  const options = { dateStyle: 'medium', timeStyle: 'medium', timeZone } as const;
  return new Intl.DateTimeFormat(LOCALES[language], options).format(at);
}

/** `850 ms`, `12 s`, `3 min 5 s`, `2 h 10 min`; nothing is less than 0. */
export function toLasting(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** @param centavos of BRL */
export function toMoney(centavos: number, language: Language): string {
  const format = new Intl.NumberFormat(LOCALES[language], { style: 'currency', currency: 'BRL' });
  return format.format(centavos / 100);
}

/** Centavos of what a person typed: `10,35` or `10.35`. Undefined where it is no amount. */
export function readMoney(typed: string): number | undefined {
  if (!/^\d{1,6}([.,]\d{1,2})?$/.test(typed.trim())) return undefined;
  const centavos = Math.round(Number(typed.trim().replace(',', '.')) * 100);
  return centavos > 0 ? centavos : undefined;
}

/** The beginning and the end of a long id. */
export function toShortId(id: string): string {
  return id.length <= 14 ? id : `${id.slice(0, 8)}…${id.slice(-4)}`;
}
