import { answerProviderRoute } from '../http/provider-api.ts';
import { type CommandReader, readCommand } from '../input/read-command.ts';
import { measure } from '../observability/measure.ts';
import { inquireAfterNotification } from '../operation/notifications.ts';
import { begin } from '../operation/operations.ts';
import type { RunnerDeps } from '../operation/runner.ts';
import { type Swept, sweep } from '../operation/sweep.ts';
import { OPERATION_MS } from '../provider/budgets.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import { answerTask } from '../tasks/tasks.ts';
import type { CommandWork } from './create-commands.ts';
import type { Answers } from './create-handler.ts';
import { type ProviderPorts, type ProviderSettings, toProviderDeps } from './provider-deps.ts';

/** What a provider's function does, and what it does with commands, wherever they come from. */
export type ProviderAnswers = Required<Omit<Answers, 'bus' | 'stream' | 'sweep'>> & {
  readonly sweep: (...given: Parameters<NonNullable<Answers['sweep']>>) => Promise<Swept>;
  readonly intake: CommandWork;
};

/** Everything that a provider's function does, made of what the provider's folder says; it begins nothing by itself. */
export function createProviderAnswers<C extends BaseCredentials>(
  connector: Connector<C>,
  ports: ProviderPorts<C>,
  settings: ProviderSettings,
): ProviderAnswers {
  const deps = toProviderDeps(connector, ports, settings);
  const { clock, log, count, stores } = ports;
  const measuring = {
    ...{ provider: connector.id, store: stores.ledger, switches: stores.switches },
    ...{ clock, log, count },
  };
  return {
    http: (event, invocation) => answerProviderRoute(deps, event, invocation),
    sweep: (invocation) => sweep(deps, invocation),
    measure: (invocation) => measure(measuring, invocation),
    task: (event, invocation) => answerTask(deps, event, invocation),
    intake: toIntake(deps),
  };
}

function toIntake<C extends BaseCredentials>(
  deps: RunnerDeps<C> & { readonly commands: CommandReader },
): CommandWork {
  return {
    readCommand: (kind, detail) => readCommand(deps.commands, kind, detail),
    begin: (command, invocation) => begin(deps, command, invocation),
    inquire: (ref, invocation) => inquireAfterNotification(deps, ref, invocation),
    roomMs: OPERATION_MS,
    log: deps.log,
  };
}
