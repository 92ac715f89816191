import type { Capabilities, CapabilityWindow, Way } from '../../../shared/provider/capabilities.ts';

/** Where the capability matrix is. */
export const PROVIDERS_PAGE = 'docs/providers.md';

/** One thing that a provider says of itself, and how one knows. */
type Fact = {
  readonly value: unknown;
  readonly basis: 'documented' | 'inferred';
  readonly source?: string | undefined;
  readonly readOn: string;
  readonly note?: string | undefined;
};

type Row = { readonly label: string; readonly of: (provider: Capabilities) => Fact };

const WAY_ROWS: readonly { readonly label: string; readonly of: (way: Way) => Fact }[] = [
  { label: 'done by', of: ({ by }) => by },
  { label: 'of', of: ({ of }) => of },
  { label: 'a part is enough', of: ({ partial }) => partial },
  { label: 'outcome learnt by, surest first', of: ({ learnt }) => learnt },
  { label: 'sent twice, moves money once', of: ({ repeatable }) => repeatable },
];

const ROWS: Readonly<Record<string, readonly Row[]>> = {
  Cancel: WAY_ROWS.map(({ label, of }) => ({ label, of: ({ cancel }) => of(cancel) })),
  Refund: WAY_ROWS.map(({ label, of }) => ({ label, of: ({ refund }) => of(refund) })),
  'Tokens and notifications': [
    { label: 'tokens', of: ({ token }) => token.world },
    { label: 'a token is used', of: ({ token }) => token.use },
    { label: 'a token lives, in seconds', of: toLifetime },
    { label: 'a notification is proved by', of: ({ notification }) => notification.proof },
  ],
};

/** What each word of the page means, in the order in which they come. */
const INTRODUCTION = `# What each provider can do

Written by \`npm run docs:providers\` from \`functions/<provider>/capabilities.ts\`, which \`GET /v1/providers\` answers with
too. Each claim but *of* is shown by a scenario of the conformance kit against the provider's simulator
(\`test/contract/\`, one row a provider in \`test/contract/rows/\`): what the connector does not keep fails there.

**d** is documented: a public page says so. *i* is inferred: our reading of a page, or of its silence; the notes say why.
\`unknown\` is sent as it was asked for, and the provider's answer rules.`;

/** The matrix of all providers, and the notes and pages of each. */
export function toProvidersPage(providers: readonly Capabilities[]): string {
  return `${[
    INTRODUCTION,
    ...Object.entries(ROWS).map(([title, rows]) => `## ${title}\n\n${toMatrix(providers, rows)}`),
    `## Until when\n\n${toWindows(providers)}`,
    ...providers.map(toNotes),
  ].join('\n\n')}\n`;
}

function toMatrix(providers: readonly Capabilities[], rows: readonly Row[]): string {
  const head = ['', ...providers.map(({ name }) => name)];
  return toTable(
    head,
    rows.map(({ label, of }) => [label, ...providers.map((provider) => toCell(of(provider)))]),
  );
}

function toLifetime({ token: { world, lifetimeSeconds } }: Capabilities): Fact {
  const unstated = world.value === 'static' ? 'as long as the credentials' : 'each login says';
  return { ...lifetimeSeconds, value: lifetimeSeconds.value ?? unstated };
}

function toCell({ value, basis }: Fact): string {
  return `${toText(value)} ${toMark(basis)}`;
}

function toMark(basis: Fact['basis']): string {
  return basis === 'documented' ? '**d**' : '*i*';
}

function toText(value: unknown): string {
  return Array.isArray(value) ? value.join(', ') : String(value).replaceAll('_', ' ');
}

function toWindows(providers: readonly Capabilities[]): string {
  const rows = providers.flatMap(({ name, cancel, refund }) => [
    ...cancel.windows.map((window) => [name, 'cancel', ...toWindowCells(window)]),
    ...refund.windows.map((window) => [name, 'refund', ...toWindowCells(window)]),
  ]);
  const silent = providers.flatMap(({ name, cancel, refund }) => [
    ...(cancel.windows.length === 0 ? [`${name}: cancel`] : []),
    ...(refund.windows.length === 0 ? [`${name}: refund`] : []),
  ]);
  const table = toTable(['provider', 'way', 'of', 'from', 'until', 'rule', 'read on'], rows);
  return silent.length === 0 ? table : `${table}\n\nNo page names a window (${silent.join('; ')}).`;
}

function toWindowCells({ of, from, span, rule, basis, readOn }: CapabilityWindow): readonly string[] {
  return [of, from, `${toSpanText(span)} ${toMark(basis)}`, `\`${rule}\``, readOn];
}

function toSpanText(span: CapabilityWindow['span']): string {
  switch (span.lasts) {
    case 'calendar_day':
      return `the end of that day, ${span.zone}`;
    case 'days':
      return span.days === 0 ? 'that instant' : `${span.days} days later`;
    case 'months':
      return `the end of the day ${span.months} months later, ${span.zone}`;
  }
}

/** Where each claim stands, and what has to be known besides. */
function toNotes(provider: Capabilities): string {
  const facts = Object.entries(ROWS).flatMap(([title, rows]) =>
    rows.map(({ label, of }) => toNote(`${title}, ${label}`, of(provider))),
  );
  const windows = (['cancel', 'refund'] as const).flatMap((way) =>
    provider[way].windows.map((window) => toNote(`${way}, ${window.of}`, { ...window, value: window.rule })),
  );
  const { name, paymentId } = provider;
  const id = `A payment is named by ${paymentId.describe} (\`${paymentId.pattern}\`).`;
  return `## ${name}\n\n${id}\n\n${[...facts, ...windows].join('\n')}`;
}

function toNote(about: string, { basis, source, readOn, note }: Fact): string {
  const from = source === undefined ? '' : `: <${source}>`;
  return `- ${about} (${basis}, read ${readOn})${from}${note === undefined ? '' : `${source === undefined ? ': ' : '. '}${note}`}`;
}

function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
