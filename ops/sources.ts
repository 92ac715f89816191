import { isSourceAddress } from '../shared/domain/source-addresses.ts';
import { UsageError } from '../tools/script.ts';
import { readAnswer, type SourcesAnswer, sourcesSchema } from './answers.ts';
import { type Command, SOURCES_ACTIONS } from './command.ts';
import type { Values } from './options.ts';
import type { OperatorEvent, ProviderFunctions } from './provider-functions.ts';
import { none, readOne, readProvider, readProviders } from './read-words.ts';
import type { Result } from './result.ts';
import { toTable } from './table.ts';

type SourcesCommand = Extract<Command, { readonly name: 'sources' }>;

/** The most changes that are shown, the newest first. */
const SHOWN_CHANGES = 10;

const SET_BY: Readonly<Record<SourcesAnswer['by'], string>> = {
  operator: 'ops sources set',
  deployment: 'the context value notifyFrom',
  provider: 'as the provider publishes',
};

/** `sources show|set|reset`. @throws UsageError */
export function readSources(values: Values, [word = 'show', ...rest]: readonly string[]): Command {
  none(rest);
  const { address: addresses = [], reason, provider = '' } = values;
  const action = readOne('The action of "sources"', word, SOURCES_ACTIONS);
  if (action === 'show') return { name: 'sources', action, providers: readProviders(values) };
  if (!reason?.trim()) throw new UsageError('--reason is required: it is stored with the addresses.');
  const change = {
    name: 'sources',
    provider: readProvider('--provider', provider),
    reason: reason.trim(),
  } as const;
  if (action === 'reset') return { ...change, action };
  const wrong = addresses.find((address) => !isSourceAddress(address));
  if (addresses.length === 0 || wrong !== undefined)
    throw new UsageError(
      `--address must be an IP address or a block such as 203.0.113.0/24${wrong === undefined ? '' : `, not "${wrong}"`}. ` +
        'Give it once for each; together they replace the present ones.',
    );
  return { ...change, action, addresses };
}

export async function runSources(
  command: SourcesCommand,
  functions: ProviderFunctions,
  deployed: (providers: readonly string[]) => readonly string[],
): Promise<Result> {
  if (command.action === 'show') {
    const event = { command: 'sources' } as const;
    const providers = deployed(command.providers);
    const answers = await Promise.all(providers.map((provider) => functions.invoke(provider, event)));
    const sources = answers.map((answer) => readAnswer(sourcesSchema, answer));
    return { json: { sources }, text: toText(sources) };
  }
  const sources = readAnswer(sourcesSchema, await functions.invoke(command.provider, toChange(command)));
  return { json: sources, text: `Changed. It holds within a minute.\n\n${toText([sources])}` };
}

function toChange(command: Exclude<SourcesCommand, { readonly action: 'show' }>): OperatorEvent {
  const { reason } = command;
  if (command.action === 'reset') return { command: 'reset-sources', reason };
  return { command: 'set-sources', reason, addresses: command.addresses };
}

function toText(answers: readonly SourcesAnswer[]): string {
  const rows = answers.map(({ provider, accepted, by }) =>
    accepted.length > 0
      ? [provider, accepted.join(', '), SET_BY[by]]
      : [provider, 'every address, with another proof', 'the provider publishes none'],
  );
  const changes = answers
    .flatMap(({ provider, changes: all }) => all.map((change) => ({ provider, ...change })))
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .slice(0, SHOWN_CHANGES)
    .map(({ at, provider, to, by, reason }) => [
      ...[at, provider, to?.join(', ') ?? 'as deployed'],
      ...[by, reason],
    ]);
  const now = toTable(['PROVIDER', 'NOTIFICATIONS ARE ACCEPTED FROM', 'SET BY'], rows);
  if (changes.length === 0) return now;
  return `${now}\n\n${toTable(['CHANGED AT', 'PROVIDER', 'TO', 'BY', 'REASON'], changes)}`;
}
