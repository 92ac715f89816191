import { type Limits, STANDARD_LIMITS } from '../domain/limits.ts';
import type { Clock, Random } from '../domain/time.ts';
import { answerProviderRoute } from '../http/provider-api.ts';
import { type CommandReader, createCommandReader, readCommand } from '../input/read-command.ts';
import { type MeasureDeps, measure } from '../observability/measure.ts';
import { createAccounts } from '../operation/accounts.ts';
import { createLedger } from '../operation/ledger.ts';
import { inquireAfterNotification } from '../operation/notifications.ts';
import { begin } from '../operation/operations.ts';
import type { Payment } from '../operation/payment.ts';
import type { RunnerDeps } from '../operation/runner.ts';
import { createSendGates } from '../operation/send-gate.ts';
import { createSources } from '../operation/sources.ts';
import { type Swept, sweep } from '../operation/sweep.ts';
import { answerOperator } from '../operator/operator.ts';
import type { Exchange } from '../ports/exchange.ts';
import type { InquiryQueue } from '../ports/inquiry-queue.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import type { Log } from '../ports/log.ts';
import type { SecretReader } from '../ports/secret-reader.ts';
import type { SourcesStore } from '../ports/sources-store.ts';
import type { SwitchStore } from '../ports/switch-store.ts';
import { OPERATION_MS } from '../provider/budgets.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import { createSessions, type SessionStores } from '../sessions/create-sessions.ts';
import { answerTask } from '../tasks/tasks.ts';
import type { CommandWork } from './create-commands.ts';
import type { Answers } from './create-handler.ts';

/** Where a provider's function keeps things. */
export type ProviderStores = SessionStores & {
  readonly ledger: LedgerStore<Payment>;
  readonly switches: SwitchStore;
  readonly sources: SourcesStore;
};

/** Everything of the world that a provider's function touches. */
export type ProviderPorts<C> = {
  readonly stores: ProviderStores;
  readonly secrets: SecretReader<C>;
  readonly exchange: Exchange;
  /** Where inquiries wait that notifications ask for. Absent: the sweeper makes them. */
  readonly inquiries?: InquiryQueue | undefined;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly log: Log;
  readonly count: MeasureDeps['count'];
};

/** The settings of a deployment: see env.ts. */
export type ProviderSettings = {
  readonly baseUrl?: string | undefined;
  /** Addresses from which notifications are accepted. Absent: those that the provider publishes. */
  readonly notifyFrom?: readonly string[] | undefined;
  readonly merchantClaim?: string | undefined;
  /** @default the standard ones */
  readonly limits?: Limits | undefined;
};

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
  const deps = toDeps(connector, ports, settings);
  const { clock, log, count, stores } = ports;
  const measuring = {
    ...{ provider: connector.id, store: stores.ledger, switches: stores.switches },
    ...{ clock, log, count },
  };
  return {
    http: (event, invocation) => answerProviderRoute(deps, event, invocation),
    sweep: (invocation) => sweep(deps, invocation),
    measure: (invocation) => measure(measuring, invocation),
    operator: (event, invocation) => answerOperator(deps, event, invocation),
    task: (event, invocation) => answerTask(deps, event, invocation),
    intake: toIntake(deps),
  };
}

/** What the answers work with: each takes of it what it needs. */
function toDeps<C extends BaseCredentials>(
  connector: Connector<C>,
  { stores, secrets, ...world }: ProviderPorts<C>,
  { baseUrl, notifyFrom, merchantClaim, limits = STANDARD_LIMITS }: ProviderSettings,
) {
  const { clock, log } = world;
  return {
    ...world,
    connector,
    limits,
    // Once for all triggers: making its schemas is most of what it takes to put a function together.
    commands: createCommandReader(connector),
    sessions: createSessions(connector.auth, { ...world, stores }),
    ledger: createLedger({ ...world, store: stores.ledger }),
    accounts: createAccounts({ connector, secrets, baseUrl, limits }),
    gates: createSendGates({ provider: connector.id, store: stores.switches, clock, log }),
    store: stores.ledger,
    switchStore: stores.switches,
    settingsStore: stores.settings,
    sources: createSources({
      provider: connector.id,
      store: stores.sources,
      deployed: notifyFrom,
      clock,
      log,
    }),
    sourcesStore: stores.sources,
    deployedSources: notifyFrom,
    merchantClaim,
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
