import { PROVIDERS, UNROUTED } from '../../infra/providers.ts';
import { parseWords, UsageError } from '../script.ts';

/** The names of a provider: in paths and code, in types, and for people. */
export type ProviderName = {
  /** `pagazul` */
  readonly id: string;
  /** `Pagazul` */
  readonly type: string;
  /** `PagAzul` */
  readonly name: string;
};

export const HELP = `Creates the folder of a new provider, its simulator and its contract test.

  npm run new-provider -- NAME [--display TEXT]

  NAME             used in paths, keys and names of secrets: 3 to 20 lower-case letters and digits
  --display TEXT   the display name                                     (default: NAME with a capital)

Existing files are not overwritten. docs/adding-a-provider.md describes the next steps.`;

const ID = /^[a-z][a-z0-9]{2,19}$/;

/** Folders that belong to no provider, and names with another meaning where a provider's id is used. */
const TAKEN: readonly string[] = ['api', 'relay', 'kit', 'merchants', 'providers', UNROUTED.id];

/** Keywords of TypeScript, which cannot be names of constants. */
const KEYWORDS: readonly string[] =
  'abstract any async await break case catch class const continue debugger default delete else enum export extends false finally for function import instanceof interface let new null package private protected public return static super switch this throw true try type typeof undefined var void while with yield'.split(
    ' ',
  );

/** @throws UsageError with the mistake and the correct form */
export function readProviderName(args: readonly string[]): ProviderName {
  const { values, positionals } = parseWords({
    ...{ args, allowPositionals: true },
    options: { display: { type: 'string' } },
  });
  const [id, ...others] = positionals;
  if (id === undefined || others.length > 0)
    throw new UsageError('One name is required: npm run new-provider -- NAME.');
  requireFree(id);
  const type = `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
  return { id, type, name: readDisplay(values.display ?? type) };
}

function requireFree(id: string): void {
  if (!ID.test(id))
    throw new UsageError(
      `"${id}" cannot be the name of a provider: use 3 to 20 lower-case letters and digits, starting with a letter.`,
    );
  const present = PROVIDERS.find((provider) => provider.id === id);
  if (present)
    throw new UsageError(`"${id}" exists: ${present.name} is in functions/${id}. Choose another name.`);
  if (TAKEN.includes(id) || KEYWORDS.includes(id))
    throw new UsageError(
      `"${id}" has another meaning in this project or in TypeScript. Choose another name.`,
    );
}

/** It is used in texts and comments. */
function readDisplay(name: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N} .&-]{0,38}$/u.test(name)) return name;
  throw new UsageError(
    '--display must consist of letters, digits, spaces, dots, hyphens and "&", at most 39 of them.',
  );
}
