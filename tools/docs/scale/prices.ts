/** One list price in US dollars, and its page. Null: not known here, see the page. */
export type Price = { readonly dollars: number | null; readonly per: string; readonly source: string };

/** The priced units, by their names in the tables. */
export const PRICED = [
  'httpRequest',
  'functionRequest',
  'functionGbSecond',
  'writeUnit',
  'readUnit',
  'busEvent',
  'queueRequest',
  'stateTransition',
  'logGb',
] as const;

export type Priced = (typeof PRICED)[number];

const SOURCES: Readonly<Record<Priced, { readonly per: string; readonly source: string }>> = {
  httpRequest: { per: '1 HTTP API request', source: 'https://aws.amazon.com/api-gateway/pricing/' },
  functionRequest: { per: '1 Lambda request', source: 'https://aws.amazon.com/lambda/pricing/' },
  functionGbSecond: { per: '1 GB-second on arm64', source: 'https://aws.amazon.com/lambda/pricing/' },
  writeUnit: {
    per: '1 write request unit, on demand',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  readUnit: {
    per: '1 read request unit, on demand',
    source: 'https://aws.amazon.com/dynamodb/pricing/on-demand/',
  },
  busEvent: { per: '1 custom event', source: 'https://aws.amazon.com/eventbridge/pricing/' },
  queueRequest: { per: '1 standard queue request', source: 'https://aws.amazon.com/sqs/pricing/' },
  stateTransition: {
    per: '1 transition of a Standard workflow',
    source: 'https://aws.amazon.com/step-functions/pricing/',
  },
  logGb: { per: '1 GB of logs taken in', source: 'https://aws.amazon.com/cloudwatch/pricing/' },
};

/** The first tier, without any free tier, as collected on 2026-11-21 from stored copies of these pages. */
const VIRGINIA: Readonly<Record<Priced, number>> = {
  httpRequest: 1.0e-6,
  functionRequest: 0.2e-6,
  functionGbSecond: 0.0000133334,
  writeUnit: 0.625e-6,
  readUnit: 0.125e-6,
  busEvent: 1.0e-6,
  queueRequest: 0.4e-6,
  stateTransition: 25e-6,
  logGb: 0.5,
};

/** By region. São Paulo's prices were in no stored copy on 2026-11-21: fill them in from the pages. */
export const PRICES: Readonly<Record<'us-east-1' | 'sa-east-1', Readonly<Record<Priced, Price>>>> = {
  'us-east-1': toPrices((name) => VIRGINIA[name]),
  'sa-east-1': toPrices(() => null),
};

function toPrices(dollarsOf: (name: Priced) => number | null): Readonly<Record<Priced, Price>> {
  const of = (name: Priced): Price => ({ ...SOURCES[name], dollars: dollarsOf(name) });
  return {
    httpRequest: of('httpRequest'),
    functionRequest: of('functionRequest'),
    functionGbSecond: of('functionGbSecond'),
    writeUnit: of('writeUnit'),
    readUnit: of('readUnit'),
    busEvent: of('busEvent'),
    queueRequest: of('queueRequest'),
    stateTransition: of('stateTransition'),
    logGb: of('logGb'),
  };
}
