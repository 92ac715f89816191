import { costsOf, idleSweepUnits, LIMITS, needsOf, quantitiesOf, TRIGGERS } from './model.ts';
import { PRICED, PRICES } from './prices.ts';

const RATES = [10, 1000, 100_000];

/** The tables of docs/scale.md, by the names of their marks. */
export function toScaleTables(): Readonly<Record<string, string>> {
  return {
    prices: toTable(
      ['what', 'us-east-1', 'sa-east-1', 'page'],
      PRICED.map((name) => {
        const { per, source } = PRICES['us-east-1'][name];
        return [
          per,
          showPrice(PRICES['us-east-1'][name].dollars),
          showPrice(PRICES['sa-east-1'][name].dollars),
          source,
        ];
      }),
    ),
    costs: toTable(
      ['part', ...TRIGGERS.flatMap((trigger) => [`${trigger}: used`, '$ a million'])],
      toCosts(),
    ),
    idle: `${Math.round(idleSweepUnits()).toLocaleString('en')} read units a month and provider: ${dollars(
      idleSweepUnits() * (PRICES['us-east-1'].readUnit.dollars ?? 0),
    )} in us-east-1.`,
    limits: toTable(
      ['part', 'default limit', 'cancellations a second', 'how to raise it'],
      LIMITS.map(({ part, limit, perSecond, knob }) => [part, limit, showRate(perSecond), knob]),
    ),
    rates: toTable(
      ['needed for', ...RATES.map((rate) => `${rate.toLocaleString('en')} a second`)],
      toRates(),
    ),
  };
}

function toCosts(): string[][] {
  const rows = PRICED.map((name) => [
    PRICES['us-east-1'][name].per,
    ...TRIGGERS.flatMap((trigger) => [
      showQuantity(quantitiesOf(trigger)[name]),
      dollars(costsOf(trigger, 'us-east-1').get(name) ?? 0),
    ]),
  ]);
  const sums = TRIGGERS.map((trigger) =>
    [...costsOf(trigger, 'us-east-1').values()].reduce<number>((sum, cost) => sum + (cost ?? 0), 0),
  );
  return [...rows, ['**in all**', ...sums.flatMap((sum) => ['', `**${dollars(sum)}**`])]];
}

function toRates(): string[][] {
  const needs = RATES.map(needsOf);
  const row = (what: string, of: (need: (typeof needs)[number]) => number) => [
    what,
    ...needs.map((need) => Math.ceil(of(need)).toLocaleString('en')),
  ];
  return [
    row('Lambda environments', ({ environments }) => environments),
    row('seconds until a function has them, starting from 1,000', ({ secondsToGrow }) => secondsToGrow),
    row('write units a second on the ledger and its index', ({ ledgerUnits }) => ledgerUnits),
    row('shards of the due index', ({ shards }) => shards),
    row('sessions, one request at a time for each token', ({ sessions }) => sessions),
    row('parallel sweepers, without notifications', ({ sweepers }) => sweepers),
  ];
}

function toTable(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(columns), line(columns.map(() => '---')), ...rows.map(line)].join('\n');
}

function showPrice(price: number | null): string {
  return price === null ? 'see the page' : `$${Number(price.toPrecision(9)).toFixed(10).replace(/0+$/, '')}`;
}

const dollars = (amount: number) => `$${amount.toFixed(2)}`;

const showQuantity = (quantity: number) => String(Number(quantity.toPrecision(3)));

const showRate = (rate: number) => (rate < 10 ? rate.toFixed(1) : Math.floor(rate).toLocaleString('en'));
