/** One run of the end-to-end tests whose result can depend on time. */
export type Combination = {
  readonly name: string;
  /** For the stack's clock, in the form of `npm start -- --clock`. Absent for the machine's time. */
  readonly clock?: string;
  /** Of the machine. */
  readonly zone: string;
  /** Whether every file has to pass midnight in São Paulo while it runs. */
  readonly passesMidnight?: true;
};

/** Every time once, and every zone once at least. @param year whose 31 December is taken: the present one */
export function toCombinations(year: number): readonly Combination[] {
  return [
    { name: 'now', zone: 'UTC' },
    {
      name: 'two minutes before midnight in São Paulo, and past it',
      clock: `${year}-06-30T23:58:00-03:00`,
      zone: 'America/Sao_Paulo',
      passesMidnight: true,
    },
    { name: 'the evening of 31 December', clock: `${year}-12-31T21:30:00-03:00`, zone: 'Asia/Tokyo' },
    { name: '29 February', clock: '2028-02-29T12:00:00-03:00', zone: 'America/Sao_Paulo' },
    { name: '400 days ahead', clock: '+400d', zone: 'UTC' },
  ];
}

/**
 * The files: windows, deadlines and waits of requests, leases and their ends, tokens, what the sweeper and flows find
 * due, and signatures, which stay with the machine's time.
 */
export const FILES = [
  'cancellations',
  'client',
  'clock',
  'idempotency',
  'mercadopago',
  'notifications',
  'pix',
  'pix-webhook',
  'refunds',
  'sessions',
  'sweeper',
  'unfinished',
  'waits',
] as const;
