import { PROVIDERS, UNROUTED } from '../../infra/providers.ts';
import { parseWords, UsageError } from '../script.ts';

/** How a provider is called: by paths and code, by types, and by people. */
export type ProviderName = {
  /** `pagazul` */
  readonly id: string;
  /** `Pagazul` */
  readonly type: string;
  /** `PagAzul` */
  readonly name: string;
};

export const HELP = `Makes the folder of a new provider, its simulator and its run of the conformance kit.

  npm run new-provider -- NAME [--display TEXT]

  NAME             the word in paths, keys and names of secrets: 3 to 20 lower-case letters and digits
  --display TEXT   how people write it                                           (NAME with a capital)

Nothing that is there is overwritten. docs/adding-a-provider.md walks through the rest.`;

const ID = /^[a-z][a-z0-9]{2,19}$/;

/** Folders of ours that are no provider's, and words that stand where a provider could in our own names. */
const TAKEN: readonly string[] = ['api', 'relay', 'kit', 'merchants', 'providers', UNROUTED.id];

/** Words of TypeScript that no constant may be called. */
const KEYWORDS: readonly string[] =
  'abstract any async await break case catch class const continue debugger default delete else enum export extends false finally for function import instanceof interface let new null package private protected public return static super switch this throw true try type typeof undefined var void while with yield'.split(
    ' ',
  );

/** @throws UsageError with what is wrong and what to do */
export function readProviderName(args: readonly string[]): ProviderName {
  const { values, positionals } = parseWords({
    ...{ args, allowPositionals: true },
    options: { display: { type: 'string' } },
  });
  const [id, ...others] = positionals;
  if (id === undefined || others.length > 0)
    throw new UsageError('Say one name: npm run new-provider -- NAME.');
  requireFree(id);
  const type = `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
  return { id, type, name: readDisplay(values.display ?? type) };
}

function requireFree(id: string): void {
  if (!ID.test(id))
    throw new UsageError(
      `"${id}" cannot be the name of a provider: it has to be 3 to 20 lower-case letters and digits, a letter first.`,
    );
  const present = PROVIDERS.find((provider) => provider.id === id);
  if (present)
    throw new UsageError(`"${id}" is taken: ${present.name} is in functions/${id}. Choose another.`);
  if (TAKEN.includes(id) || KEYWORDS.includes(id))
    throw new UsageError(`"${id}" means something else in this project or in its language. Choose another.`);
}

/** It goes into texts and comments. */
function readDisplay(name: string): string {
  if (/^[\p{L}\p{N}][\p{L}\p{N} .&-]{0,38}$/u.test(name)) return name;
  throw new UsageError('--display wants letters, digits, spaces, dots, hyphens and "&", at most 39 of them.');
}
