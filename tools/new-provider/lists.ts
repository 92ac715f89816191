import { NewProviderError } from './new-provider-error.ts';
import type { ProviderName } from './provider-name.ts';

/** An entry for a list of all providers. */
export type ListEdit = {
  readonly file: string;
  /** The name of the list. */
  readonly list: string;
  readonly entry: string;
  /** The module that the entry is imported from, if it is imported. */
  readonly from?: string;
  /** The imported name, if it differs from the entry. */
  readonly imported?: string;
};

/** Every list of all providers, with the entry of a new one. */
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
      ...{ file: 'functions/provider-entries.ts', list: 'PROVIDER_ENTRIES' },
      ...{ entry: `toProviderEntry(${id})`, from: `./${id}/connector.ts`, imported: id },
    },
    {
      ...{ file: 'functions/secret-schemas.ts', list: 'SECRET_SCHEMAS' },
      ...{ entry: id, from: `./${id}/credentials.ts`, imported: `credentialsSchema as ${id}` },
    },
    { file: 'local/demo-providers.ts', list: 'DEMOS', entry: `${id}: ${demo}` },
  ];
}

/** The text of the file with the entry at the end of its list. @throws NewProviderError if the list is not found */
export function withEntry(text: string, { file, list, entry, from, imported = entry }: ListEdit): string {
  const found = new RegExp(`(export const ${list}\\b[^\\n]* = [\\[{])([\\s\\S]*?)(\\n?[\\]}];\\n)`).exec(
    text,
  );
  const [whole, start = '', body = '', end = ''] = found ?? [];
  if (whole === undefined)
    throw new NewProviderError(
      `${file} has no list ${list} that can be extended. Nothing was changed: correct tools/new-provider/lists.ts.`,
    );
  const isOnLines = body.includes('\n');
  const space = body.endsWith(' ') ? ' ' : '';
  const longer = isOnLines ? `${body}\n  ${entry},` : `${body.trimEnd()}, ${entry}${space}`;
  const extended = text.replace(whole, () => `${start}${longer}${end}`);
  return from === undefined ? extended : withImport(extended, toImport(imported, from));
}

/** In parts, so that it is not parsed as an import of this file. */
function toImport(name: string, from: string): string {
  return ['import', `{ ${name} }`, 'from', `'${from}';`].join(' ');
}

/** Inserts the line after the last import. */
function withImport(text: string, line: string): string {
  const end = text.indexOf('\n', text.lastIndexOf('\nimport ') + 1);
  return `${text.slice(0, end)}\n${line}${text.slice(end)}`;
}
