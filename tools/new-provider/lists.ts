import { NewProviderError } from './new-provider-error.ts';
import type { ProviderName } from './provider-name.ts';

/** A line that a list of all providers needs. */
export type ListEdit = {
  readonly file: string;
  /** How the list is called there. */
  readonly list: string;
  readonly entry: string;
  /** What the entry is imported from, where it is. */
  readonly from?: string;
  /** The name of what is imported, where it is not the entry. */
  readonly imported?: string;
};

/** Every list of all providers, and what a new one adds to it. */
export function toListEdits({ id, name }: ProviderName): readonly ListEdit[] {
  const demo = `{ login: { apiKey: 'demo-key' }, paymentId: 'demo-${id}', amount: 1035 }`;
  return [
    { file: 'infra/providers.ts', list: 'PROVIDERS', entry: `{ id: '${id}', name: '${name}' }` },
    {
      ...{ file: 'functions/capabilities.ts', list: 'CAPABILITIES' },
      ...{ entry: `${id}Capabilities`, from: `./${id}/capabilities.ts` },
    },
    {
      ...{ file: 'functions/command-rules.ts', list: 'COMMAND_RULES' },
      ...{ entry: id, from: `./${id}/connector.ts` },
    },
    {
      ...{ file: 'functions/secret-schemas.ts', list: 'SECRET_SCHEMAS' },
      ...{ entry: id, from: `./${id}/wire.ts`, imported: `credentialsSchema as ${id}` },
    },
    { file: 'local/demo-providers.ts', list: 'DEMOS', entry: `${id}: ${demo}` },
  ];
}

/** The file's text with the entry at the end of its list. @throws NewProviderError where the list is not found */
export function withEntry(text: string, { file, list, entry, from, imported = entry }: ListEdit): string {
  const found = new RegExp(`(export const ${list}\\b[^\\n]* = [\\[{])([\\s\\S]*?)(\\n?[\\]}];\\n)`).exec(
    text,
  );
  const [whole, start = '', body = '', end = ''] = found ?? [];
  if (whole === undefined)
    throw new NewProviderError(
      `${file} has no list ${list} any more that could be extended. Nothing was changed: mend tools/new-provider/lists.ts.`,
    );
  const isOnLines = body.includes('\n');
  const space = body.endsWith(' ') ? ' ' : '';
  const longer = isOnLines ? `${body}\n  ${entry},` : `${body.trimEnd()}, ${entry}${space}`;
  const extended = text.replace(whole, () => `${start}${longer}${end}`);
  return from === undefined ? extended : withImport(extended, toImport(imported, from));
}

/** In parts, so that it does not look like an import of this file. */
function toImport(name: string, from: string): string {
  return ['import', `{ ${name} }`, 'from', `'${from}';`].join(' ');
}

/** After the last import: those of providers come last. */
function withImport(text: string, line: string): string {
  const end = text.indexOf('\n', text.lastIndexOf('\nimport ') + 1);
  return `${text.slice(0, end)}\n${line}${text.slice(end)}`;
}
