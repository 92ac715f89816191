const PARTS = new Intl.DateTimeFormat('en-US', {
  timeZone: 'America/Sao_Paulo',
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
  timeZoneName: 'longOffset',
});

/** What clocks in São Paulo show at an instant (epoch milliseconds). */
export function toSaoPaulo(at: number): {
  /** `2026-11-21` */
  readonly date: string;
  /** `23:59:30` */
  readonly time: string;
  /** `-03:00` */
  readonly offset: string;
} {
  const parts = Object.fromEntries(PARTS.formatToParts(at).map(({ type, value }) => [type, value]));
  return {
    date: `${parts.year}-${parts.month}-${parts.day}`,
    time: `${parts.hour}:${parts.minute}:${parts.second}`,
    offset: parts.timeZoneName?.replace('GMT', '') || '+00:00',
  };
}
