import { parseArgs } from 'node:util';
import { MERCHANT_ID } from '../../shared/domain/ids.ts';
import { PROVIDERS } from '../providers.ts';
import type { HELP } from './help.ts';
import { type OperationRef, readOperationRef } from './operation-ref.ts';
import { UsageError } from './ops-error.ts';

/** Where the functions are. */
export type Target =
  | { readonly kind: 'aws'; readonly stack: string; readonly profile?: string; readonly region?: string }
  | { readonly kind: 'local'; readonly url: string };

export type ListState = (typeof STATES)[number];
export type ResolvedOutcome = (typeof OUTCOMES)[number];

export type Command =
  | { readonly name: 'help'; readonly about: keyof typeof HELP }
  | { readonly name: 'list'; readonly providers: readonly string[]; readonly state: ListState }
  | { readonly name: 'show'; readonly ref: OperationRef }
  | {
      readonly name: 'resolve';
      readonly ref: OperationRef;
      readonly outcome: ResolvedOutcome;
      readonly evidence: string;
      readonly by: string;
    }
  | { readonly name: 'refund'; readonly ref: OperationRef; readonly requestId: string }
  | { readonly name: 'probe'; readonly provider: string; readonly merchantId: string }
  | {
      readonly name: 'disable' | 'enable';
      readonly provider: string;
      readonly merchantId?: string;
      readonly reason: string;
      readonly by: string;
    }
  | { readonly name: 'switches'; readonly providers: readonly string[] };

export type CommandLine = { readonly command: Command; readonly target: Target; readonly isJson: boolean };

const STATES = ['manual_review', 'open'] as const;
const OUTCOMES = ['succeeded', 'failed'] as const;
const MIN_EVIDENCE = 10;
const DEFAULT_STACK = 'Estorno';
const DEFAULT_LOCAL_URL = 'http://127.0.0.1:8787';

const text = { type: 'string' } as const;
const TARGET_OPTIONS = { profile: text, region: text, stack: text, local: text } as const;
const OPTIONS = {
  ...TARGET_OPTIONS,
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  ...{
    provider: text,
    state: text,
    operation: text,
    outcome: text,
    evidence: text,
    by: text,
    merchant: text,
    reason: text,
    'request-id': text,
  },
} as const;

type Values = ReturnType<typeof parse>['values'];
type CommandName = Exclude<Command['name'], 'help'>;
type Read = (values: Values, rest: readonly string[]) => Command;

/** What each command takes besides the options of all, and how it is read. */
const COMMANDS: Readonly<Record<CommandName, { readonly own: readonly string[]; readonly read: Read }>> = {
  list: { own: ['provider', 'state'], read: readList },
  show: {
    own: ['operation'],
    read: ({ operation }, rest) => ({ name: 'show', ref: readRef(operation), ...none(rest) }),
  },
  resolve: { own: ['operation', 'outcome', 'evidence', 'by'], read: readResolve },
  refund: { own: ['operation', 'request-id'], read: readAttach },
  probe: { own: ['merchant'], read: readProbe },
  disable: { own: ['merchant', 'reason', 'by'], read: (values, rest) => readTurn('disable', values, rest) },
  enable: { own: ['merchant', 'reason', 'by'], read: (values, rest) => readTurn('enable', values, rest) },
  switches: {
    own: ['provider'],
    read: (values, rest) => ({ name: 'switches', providers: readProviders(values), ...none(rest) }),
  },
};

/** @throws UsageError with what is wrong and what to do: nothing has been sent then */
export function readCommandLine(args: readonly string[]): CommandLine {
  const { values, positionals } = parse(args);
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
  const { own, read } = COMMANDS[name];
  refuseForeign(name, own, values);
  return { command: read(values, rest), target, isJson };
}

function isCommandName(wanted: string | undefined) {
  return (name: string): name is CommandName => name === wanted;
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({ args: joinLocal(args), allowPositionals: true, options: OPTIONS });
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new UsageError(`${sentence}. "npm run ops -- --help" lists the options.`);
  }
}

/** `--local` has a value only where an address follows. */
function joinLocal(args: readonly string[]): string[] {
  return args.flatMap((arg, at) => {
    if (arg === '--local') return [`--local=${isAddress(args[at + 1]) ? args[at + 1] : DEFAULT_LOCAL_URL}`];
    return isAddress(arg) && args[at - 1] === '--local' ? [] : [arg];
  });
}

function isAddress(arg = ''): boolean {
  return /^https?:\/\//.test(arg) && URL.canParse(arg);
}

function readTarget({ profile, region, stack, local }: Values): Target {
  if (local === undefined)
    return {
      kind: 'aws',
      stack: stack ?? DEFAULT_STACK,
      ...(profile && { profile }),
      ...(region && { region }),
    };
  if (profile ?? region ?? stack)
    throw new UsageError('--local is no AWS: leave out --profile, --region and --stack, or --local.');
  if (!isAddress(local))
    throw new UsageError(`--local wants an address like ${DEFAULT_LOCAL_URL}, and got "${local}".`);
  return { kind: 'local', url: local.replace(/\/+$/, '') };
}

function refuseForeign(name: string, own: readonly string[], values: Values): void {
  const known = [...own, 'json', 'help', ...Object.keys(TARGET_OPTIONS)];
  const foreign = Object.keys(values).find((option) => !known.includes(option));
  if (foreign)
    throw new UsageError(`--${foreign} does not belong to ${name}. See "npm run ops -- ${name} --help".`);
}

function readList({ provider, state = 'manual_review' }: Values, rest: readonly string[]): Command {
  none(rest);
  return { name: 'list', providers: readProviders({ provider }), state: readOne('--state', state, STATES) };
}

function readProviders({ provider }: { readonly provider?: string | undefined }): readonly string[] {
  const providers = PROVIDERS.map(({ id }) => id);
  return provider === undefined ? providers : [readOne('--provider', provider, providers)];
}

/** The kill switch: of a provider, for all merchants or for one. */
function readTurn(
  name: 'disable' | 'enable',
  { merchant, reason, by }: Values,
  [provider = '', ...rest]: readonly string[],
): Command {
  none(rest);
  const ids = PROVIDERS.map(({ id }) => id);
  if (merchant !== undefined && !MERCHANT_ID.test(merchant))
    throw new UsageError(`--merchant wants a merchant's id like loja-1, and got "${merchant}".`);
  if (!reason?.trim()) throw new UsageError('--reason wants to know why: it is kept with the switch.');
  if (!by?.trim()) throw new UsageError('--by wants the name of who turns it: it is kept with the switch.');
  return {
    ...{ name, provider: readOne(name, provider, ids), reason: reason.trim(), by: by.trim() },
    ...(merchant !== undefined && { merchantId: merchant }),
  };
}

function readResolve(values: Values, rest: readonly string[]): Command {
  none(rest);
  const evidence = values.evidence?.trim() ?? '';
  const by = values.by?.trim() ?? '';
  const outcome = readOne('--outcome', values.outcome ?? '', OUTCOMES);
  if (evidence.length < MIN_EVIDENCE)
    throw new UsageError(
      `--evidence wants what shows the outcome, in at least ${MIN_EVIDENCE} characters: it is kept with the operation.`,
    );
  if (by === '')
    throw new UsageError('--by wants the name of who found it out: it is kept with the operation.');
  return { name: 'resolve', ref: readRef(values.operation), outcome, evidence, by };
}

/** `refund attach`: the only thing that people do to a refund. */
function readAttach(values: Values, [what, ...rest]: readonly string[]): Command {
  if (what !== 'attach')
    throw new UsageError('"refund" is followed by "attach". See "npm run ops -- refund --help".');
  none(rest);
  const requestId = values['request-id']?.trim() ?? '';
  if (requestId === '')
    throw new UsageError("--request-id wants the provider's id of the request that was filed.");
  return { name: 'refund', ref: readRef(values.operation), requestId };
}

function readProbe({ merchant = '' }: Values, [provider = '', ...rest]: readonly string[]): Command {
  none(rest);
  const ids = PROVIDERS.map(({ id }) => id);
  if (!MERCHANT_ID.test(merchant))
    throw new UsageError(`--merchant wants a merchant's id like loja-1, and got "${merchant}".`);
  return { name: 'probe', provider: readOne('probe', provider, ids), merchantId: merchant };
}

function readRef(operation: string | undefined): OperationRef {
  if (operation === undefined)
    throw new UsageError('--operation is needed: the operation’s link, as the API gives it, or its id op_….');
  return readOperationRef(operation);
}

function readOne<T extends string>(what: string, given: string, known: readonly T[]): T {
  const one = known.find((candidate) => candidate === given);
  if (one !== undefined) return one;
  throw new UsageError(`${what} wants ${known.join(' or ')}, and got "${given}".`);
}

function none(rest: readonly string[]): object {
  if (rest.length === 0) return {};
  throw new UsageError(`"${rest[0]}" is one word too many. "npm run ops -- --help" shows the commands.`);
}
