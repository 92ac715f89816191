import * as z from 'zod/mini';
import { MERCHANT_ID } from '../domain/ids.ts';
import { EstornoError, type ProblemCode } from '../domain/problem.ts';
import { withChange } from '../domain/switches.ts';
import { parseInput } from '../input/parse-input.ts';
import { toReason } from '../input/to-reason.ts';
import { requireAccount } from '../operation/accounts.ts';
import type { Invocation } from '../operation/runner.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { probe as probeTokens } from '../sessions/probe.ts';
import { attach, attachSchema } from './attach.ts';
import { changeSwitches } from './change-switches.ts';
import {
  checkCredentials,
  checkCredentialsSchema,
  makeCredentials,
  merchantIdSchema,
  newCredentialsSchema,
} from './credentials.ts';
import { erase, eraseSchema, eraseSwitchHistory, eraseSwitchHistorySchema } from './erase.ts';
import { list, listSchema, show, showSchema } from './list.ts';
import {
  changeSources,
  resetSourcesSchema,
  setSourcesSchema,
  showSources,
  sourcesSchema,
} from './notification-sources.ts';
import { refuse } from './operation-command.ts';
import type { OperatorDeps } from './operator-deps.ts';
import { requirePrincipal } from './principal.ts';
import {
  beginRecovery,
  beginRecoverySchema,
  endRecovery,
  endRecoverySchema,
  restore,
  restoreSchema,
} from './recovery.ts';
import { republish, republishSchema } from './republish.ts';
import { resolve, resolveSchema } from './resolve.ts';
import { disableSchema, enableSchema, showSwitches, switchesSchema, turnSwitch } from './turn-switch.ts';

export type { OperatorDeps } from './operator-deps.ts';

const probeSchema = z.object({ command: z.literal('probe'), merchantId: merchantIdSchema });

/** What a person can ask for. */
const commandSchema = z.discriminatedUnion('command', [
  listSchema,
  showSchema,
  resolveSchema,
  attachSchema,
  republishSchema,
  probeSchema,
  disableSchema,
  enableSchema,
  switchesSchema,
  sourcesSchema,
  setSourcesSchema,
  resetSourcesSchema,
  checkCredentialsSchema,
  newCredentialsSchema,
  beginRecoverySchema,
  endRecoverySchema,
  restoreSchema,
  eraseSchema,
  eraseSwitchHistorySchema,
]);

type Command = z.infer<typeof commandSchema>;

/** What a command came to. A refusal is an answer too: a person's mistake is no failure of the function. */
export type OperatorAnswer =
  | { readonly is: 'done'; readonly result: object }
  | { readonly is: 'refused'; readonly problem: { readonly code: ProblemCode; readonly detail: string } };

/**
 * Answers a person's command. A refusal names every wrong field in its detail. Who gave the command is logged, and stored
 * with what it changes.
 * @throws EstornoError internal_error; forbidden where nobody is known to have given the command
 */
export async function answerOperator<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  event: unknown,
  invocation: Invocation,
): Promise<OperatorAnswer> {
  const principal = requirePrincipal(invocation);
  try {
    const command = parseInput(commandSchema, event);
    deps.log.info('operator_command', { command: command.command, merchant: merchantOf(command), principal });
    return { is: 'done', result: await perform(deps, command, invocation) };
  } catch (error) {
    if (!(error instanceof EstornoError) || error.name === 'internal_error') throw error;
    deps.log.info('problem', { code: error.name });
    return { is: 'refused', problem: { code: error.name, detail: toReason(error) } };
  }
}

/** Checked, since a log line holds no text that is not. */
function merchantOf(command: Command): string | undefined {
  const merchantId = 'merchantId' in command ? command.merchantId : undefined;
  return merchantId !== undefined && MERCHANT_ID.test(merchantId) ? merchantId : undefined;
}

async function perform<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  command: Command,
  invocation: Invocation,
): Promise<object> {
  switch (command.command) {
    case 'list':
      return list(deps, command);
    case 'show':
      return show(deps, command);
    case 'resolve':
      return resolve(deps, command, invocation);
    case 'attach':
      return attach(deps, command, invocation);
    case 'republish':
      return republish(deps, command, invocation);
    case 'probe':
      return probe(deps, command, invocation);
    case 'disable':
    case 'enable':
      return turnSwitch(deps, command, invocation);
    case 'switches':
      return showSwitches(deps);
    case 'sources':
      return showSources(deps);
    case 'set-sources':
    case 'reset-sources':
      return changeSources(deps, command, invocation);
    case 'check-credentials':
      return checkCredentials(deps, command, invocation);
    case 'new-credentials':
      return makeCredentials(deps, command, invocation);
    case 'begin-recovery':
      return beginRecovery(deps, command, invocation);
    case 'end-recovery':
      return endRecovery(deps, invocation);
    case 'restore':
      return restore(deps, command, invocation);
    case 'erase':
      return erase(deps, command, invocation);
    case 'erase-switch-history':
      return eraseSwitchHistory(deps, command, invocation);
  }
}

/** Finds out the token model of a merchant's account, and stores it. Who asked for that is stored before. */
async function probe<C extends BaseCredentials>(
  { connector, accounts, exchange, settingsStore, switchStore, clock }: OperatorDeps<C>,
  { merchantId }: z.infer<typeof probeSchema>,
  invocation: Invocation,
): Promise<object> {
  const { auth, name } = connector;
  if (auth.type !== 'rotating') throw refuse(`${name} needs no probe: its tokens do not rotate.`);
  const account = requireAccount(await accounts.find(merchantId));
  const by = requirePrincipal(invocation);
  const change = { merchant: merchantId, to: 'probed', reason: 'The token model.', by, at: clock() } as const;
  await changeSwitches(switchStore, connector.id, (before) => withChange(before, change));
  return probeTokens({ auth, exchange, store: settingsStore, clock }, account, invocation);
}
