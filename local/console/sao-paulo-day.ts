const DAY = new Intl.DateTimeFormat('sv-SE', { timeZone: 'America/Sao_Paulo' });

/** The day in São Paulo: `2026-11-21`. @param at epoch milliseconds */
export function toSaoPauloDay(at: number): string {
  return DAY.format(at);
}
