import { toStackName } from '../infra/stage.ts';
import { UsageError } from '../tools/script.ts';
import { type Command, OUTCOMES, STATES, type Target } from './command.ts';
import { readErase } from './erase.ts';
import { DEFAULT_LOCAL_URL, isAddress, parseOptions, TARGET_OPTIONS, type Values } from './options.ts';
import { readCredentials, readDlq, readTurn } from './read-upkeep.ts';
import { none, readMerchant, readOne, readProvider, readProviders, readRef } from './read-words.ts';
import { readRestore } from './restore.ts';
import { readSources } from './sources.ts';

export type CommandLine = { readonly command: Command; readonly target: Target; readonly isJson: boolean };

const MIN_EVIDENCE = 10;

type CommandName = Exclude<Command['name'], 'help'>;
type Read = (values: Values, rest: readonly string[]) => Command;

/** The options of each command, beside those that all have, and how it is read. */
const COMMANDS: Readonly<Record<CommandName, { readonly own: readonly string[]; readonly read: Read }>> = {
  list: { own: ['provider', 'state'], read: readList },
  show: {
    own: ['operation'],
    read: ({ operation }, rest) => ({ name: 'show', ref: readRef(operation), ...none(rest) }),
  },
  resolve: { own: ['operation', 'outcome', 'evidence'], read: readResolve },
  refund: { own: ['operation', 'request-id'], read: readAttach },
  probe: { own: ['merchant'], read: readProbe },
  disable: { own: ['merchant', 'reason'], read: (values, rest) => readTurn('disable', values, rest) },
  enable: { own: ['merchant', 'reason'], read: (values, rest) => readTurn('enable', values, rest) },
  credentials: { own: ['merchant', 'provider', 'file', 'unchecked'], read: readCredentials },
  dlq: { own: ['queue', 'message'], read: readDlq },
  republish: {
    own: ['operation'],
    read: ({ operation }, rest) => ({ name: 'republish', ref: readRef(operation), ...none(rest) }),
  },
  export: {
    own: ['operation', 'out'],
    read: ({ operation, out }, rest) => ({
      ...{ name: 'export', ref: readRef(operation), ...none(rest) },
      ...(out !== undefined && { out }),
    }),
  },
  preflight: { own: [], read: (_values, rest) => ({ name: 'preflight', ...none(rest) }) },
  verify: { own: ['merchant', 'provider'], read: readVerify },
  erase: { own: ['operation', 'before', 'audit'], read: readErase },
  restore: { own: ['table', 'from', 'until'], read: readRestore },
  switches: {
    own: ['provider'],
    read: (values, rest) => ({ name: 'switches', providers: readProviders(values), ...none(rest) }),
  },
  sources: { own: ['provider', 'address', 'reason'], read: readSources },
};

/** @throws UsageError which says what to change: nothing has been sent then */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parseOptions(args);
  const [first, ...rest] = positionals;
  const target = readTarget(values);
  const isJson = values.json ?? false;
  const name = Object.keys(COMMANDS).find(isCommandName(first));
  if (values.help || first === undefined || first === 'help')
    return { command: { name: 'help', about: name ?? '' }, target, isJson };
  if (!name)
    throw new UsageError(
      `There is no command "${first}". The commands are ${Object.keys(COMMANDS).join(', ')}.`,
    );
  return { command: readCommand(name, values, rest), target, isJson };
}

/** An error of one command refers to the help of that command. */
function readCommand(name: CommandName, values: Values, rest: readonly string[]): Command {
  const { own, read } = COMMANDS[name];
  try {
    refuseForeign(name, own, values);
    return read(values, rest);
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(error.message, name) : error;
  }
}

function isCommandName(wanted: string | undefined) {
  return (name: string): name is CommandName => name === wanted;
}

function readTarget({ profile, region, stack, stage, local }: Values): Target {
  if (stack !== undefined && stage !== undefined)
    throw new UsageError('--stage and --stack both name the stack: leave one of them out.');
  if (local === undefined)
    return {
      kind: 'aws',
      stack: stack ?? toStackName(stage),
      ...(profile && { profile }),
      ...(region && { region }),
    };
  if (profile ?? region ?? stack ?? stage)
    throw new UsageError(
      '--local is not AWS: leave out --profile, --region, --stack and --stage, or --local.',
    );
  if (!isAddress(local))
    throw new UsageError(`--local must be an address such as ${DEFAULT_LOCAL_URL}, not "${local}".`);
  return { kind: 'local', url: local.replace(/\/+$/, '') };
}

function refuseForeign(name: string, own: readonly string[], values: Values): void {
  const known = [...own, 'json', 'help', ...Object.keys(TARGET_OPTIONS)];
  const foreign = Object.keys(values).find((option) => !known.includes(option));
  if (foreign) throw new UsageError(`${name} has no option --${foreign}.`);
}

function readList({ provider, state = 'waiting_for_person' }: Values, rest: readonly string[]): Command {
  none(rest);
  return { name: 'list', providers: readProviders({ provider }), state: readOne('--state', state, STATES) };
}

function readResolve(values: Values, rest: readonly string[]): Command {
  none(rest);
  const evidence = values.evidence?.trim() ?? '';
  const outcome = readOne('--outcome', values.outcome ?? '', OUTCOMES);
  if (evidence.length < MIN_EVIDENCE)
    throw new UsageError(
      `--evidence is required: what shows the outcome, in at least ${MIN_EVIDENCE} characters. It is stored with the operation.`,
    );
  return { name: 'resolve', ref: readRef(values.operation), outcome, evidence };
}

/** `refund attach`, which is the only action on a refund. */
function readAttach(values: Values, [what, ...rest]: readonly string[]): Command {
  if (what !== 'attach') throw new UsageError('"refund" is followed by "attach".');
  none(rest);
  const requestId = values['request-id']?.trim() ?? '';
  if (requestId === '')
    throw new UsageError("--request-id is required: the provider's id of the request that was filed.");
  return { name: 'refund', ref: readRef(values.operation), requestId };
}

function readVerify({ merchant, provider = 'letpay' }: Values, rest: readonly string[]): Command {
  none(rest);
  const id = readProvider('--provider', provider);
  return {
    name: 'verify',
    provider: id,
    ...(merchant !== undefined && { merchantId: readMerchant(merchant) }),
  };
}

function readProbe({ merchant }: Values, [provider = '', ...rest]: readonly string[]): Command {
  none(rest);
  const merchantId = readMerchant(merchant);
  return { name: 'probe', provider: readProvider('The provider of "probe"', provider), merchantId };
}
