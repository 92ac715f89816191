import { toTable } from '../ops/table.ts';
import { COMMON_ROUTES, PROVIDER_ROUTES, type RouteName } from '../shared/http/routes.ts';
import { DEMO_MERCHANT, DEMOS, toCurlLine, toInquiryLine } from './demo-providers.ts';
import type { Paint } from './paint.ts';

export type Welcome = {
  readonly url: string;
  readonly engine: string;
  readonly region: string;
  /** Whether callers must sign. */
  readonly isSigned: boolean;
  /** Whether the built-in merchant and its payments are there. */
  readonly hasDemos: boolean;
  /** Providers that are simulated on this machine. */
  readonly simulated: readonly string[];
};

const DOES: Readonly<Record<RouteName | (typeof COMMON_ROUTES)[number]['name'], string>> = {
  cancel: 'cancel a payment',
  readCancellation: 'how a cancellation stands',
  withdrawCancellation: 'take back what was not sent',
  refund: 'money back by the best open method',
  readRefund: 'how a refund stands',
  withdrawRefund: 'take back what was not sent',
  readPayment: 'a payment, and what is still possible',
  listOperations: 'what is unfinished (?state=open)',
  notify: 'where the provider notifies',
  readProviders: 'what each provider can do',
};

/** What a person reads who has just started the stack: what there is, and lines to copy. */
export function toWelcome(welcome: Welcome, paint: Paint): string {
  const { url, engine, hasDemos } = welcome;
  const title = (text: string) => paint('bold', text);
  return [
    `The database is ${engine}. Press Ctrl-C to stop.`,
    ...['', title('Routes'), toRoutesTable()],
    ...(hasDemos ? toDemos(welcome, paint) : []),
    ...['', title('Operate'), `npm run ops -- list --state open --local ${url}`, 'npm run ops -- --help'],
    ...['', paint('dim', 'Below: one line for each invocation. The description of the API is openapi.yaml.')],
  ].join('\n');
}

/** What most routes begin with, and what stands for it in the table. */
const PAYMENT = '/v1/merchants/{merchantId}/{provider}/payments/{paymentId}';
const SHORT = '…';

function toRoutesTable(): string {
  const rows = [...PROVIDER_ROUTES, ...COMMON_ROUTES].map(({ name, method, path }) => [
    ...[method, path.replace(PAYMENT, SHORT)],
    DOES[name],
  ]);
  return `${toTable(['METHOD', 'PATH', 'DOES'], rows)}\n${SHORT} is ${PAYMENT}`;
}

function toDemos({ url, region, isSigned, simulated }: Welcome, paint: Paint): string[] {
  const demos = Object.entries(DEMOS).filter(([provider]) => simulated.includes(provider));
  const rows = demos.map(([provider, { paymentId, amount }]) => [
    ...[DEMO_MERCHANT, provider, paymentId],
    `${(amount / 100).toFixed(2)} BRL`,
  ]);
  if (rows.length === 0) return [];
  return [
    ...['', paint('bold', 'Payments to try'), toTable(['MERCHANT', 'PROVIDER', 'PAYMENT', 'AMOUNT'], rows)],
    ...['', paint('bold', 'Lines to copy')],
    ...demos.flatMap(([provider]) => [
      paint('dim', `# cancel a payment at ${provider}; the same line again is a repeat, and sends nothing`),
      toCurlLine(url, provider, region, isSigned),
      paint('dim', '# and what is known of it'),
      toInquiryLine(url, provider, region, isSigned),
    ]),
  ];
}
