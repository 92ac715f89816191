import { ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import { letpay } from '../../functions/letpay/connector.ts';
import { sopague } from '../../functions/sopague/connector.ts';
import type { Payment } from '../../shared/domain/payment.ts';
import { toSwitchesKey } from '../../shared/domain/switches.ts';
import type { Log } from '../../shared/ports/log.ts';
import { toSessionKey } from '../../shared/ports/session-store.ts';
import { createAnswerWatch } from './answer-watch.ts';
import type { BooksDeps } from './books.ts';
import { createDynamoPort, timedOut } from './dynamo-port.ts';
import { type Change, createTables, plain } from './dynamo-tables.ts';
import { currentInvocation, drawnBy, type SimulatedInvocation } from './invocation.ts';
import { createLedgerWatch } from './ledger-watch.ts';
import { createLetpayBooks } from './letpay-books.ts';
import { createModeloBooks } from './modelo-books.ts';
import { createModeloConnector } from './modelo-connector.ts';
import { createMoney } from './money.ts';
import { createNetwork, type Listener } from './network.ts';
import type { Plan } from './plan.ts';
import { createProcesses } from './processes.ts';
import { type Scenario, START } from './scenario.ts';
import { createScheduler } from './scheduler.ts';
import { createSessionWatch } from './session-watch.ts';
import { createHandlers, type Handlers, type Ports } from './simulated-process.ts';
import { createSopagueBooks } from './sopague-books.ts';
import { createSwitchWatch } from './switch-watch.ts';
import { SECRET_MARK } from './tokens.ts';
import { createFindings } from './violation.ts';
import { createVirtualProvider, type VirtualProvider } from './virtual-provider.ts';

export const MERCHANT = 'loja-1';

/** With this SoPague's callbacks show who they are. */
export const ACCESS_KEY = `${SECRET_MARK}access`;

const SETTLE_MS = 15 * 60_000;

export type World = ReturnType<typeof createWorld>;

/** Takes down what happens, in words that are made only where somebody reads them. */
export type Trace = (say: () => string) => void;

/** One run's world: the real code on simulated ports, and everything that watches it. */
export function createWorld(scenario: Scenario, plan: Plan, trace: Trace) {
  const { traits, trouble } = scenario;
  const { dice } = plan;
  const findings = createFindings();
  const money = createMoney();
  const scheduler = createScheduler(START, dice.below);
  const now = scheduler.now;
  let disturbances = 0;
  let calm = false;
  const disturbed = () => {
    disturbances += 1;
  };
  const faults = () => [...plan.counts.values()].reduce((sum, count) => sum + count, disturbances);
  const later = (ms: number, label: string, run: () => void) =>
    void scheduler.add({ at: now() + ms, label, run });

  const ledgerWatch = createLedgerWatch({ findings, money, now, total: traits.total });
  const mode = scenario.provider === 'sopague' ? 'shared' : 'exclusive';
  const sessionWatch = createSessionWatch({ findings, mode, sessions: traits.sessions, now, causes: faults });
  const switchWatch = createSwitchWatch({ findings, now });
  const answerWatch = createAnswerWatch({ findings, money });

  const provider = createVirtualProvider({
    plan,
    now,
    traits,
    books: createBooks(scenario, {
      traits,
      apply: money.apply,
      applyOutside: money.applyOutside,
      later,
      now,
    }),
    rotates: mode === 'exclusive',
    onLogin: sessionWatch.loggedIn,
    onRefusedToken: sessionWatch.tokenRefused,
  });
  if (trouble === 'logins refused') provider.refuseLogins();
  if (trouble === 'reads fail') provider.failReads();

  let writer: SimulatedInvocation | undefined;
  const tables = createTables({
    onChange: (change) => writer && watchChange(change, writer),
    onIndexed: (update) => (plan.hits('index lags') ? later(dice.below(20_000), 'index', update) : update()),
    hidesKept: () => plan.hits('store: gives no item on a failed condition'),
  });

  if (scenario.session) {
    const key = toSessionKey(MERCHANT, scenario.provider, mode === 'shared' ? 'shared' : 0);
    tables.put('sessions', key, { ...scenario.session, session: { S: key } });
  }
  const ports = createPorts();
  const processes = createProcesses({
    scheduler,
    plan,
    createHandlers: () => createHandlersOf(scenario, ports),
    zombies: scenario.zombies,
    warmth: scenario.warmth,
    onDisturbed: disturbed,
    onEnded: endedWell,
  });

  return {
    scenario,
    plan,
    scheduler,
    findings,
    money,
    tables,
    provider,
    processes,
    answerWatch,
    sessionWatch,
    switchWatch,
    trace,
    payments: ledgerWatch.payments,
    logs: () => answerWatch,
    /** Every rule that is about a state, not about a step. */
    check() {
      ledgerWatch.check();
      answerWatch.check();
    },
    calmDown() {
      calm = true;
      plan.calm();
    },
    isCalm: () => calm,
  };

  function watchChange(change: Change, by: SimulatedInvocation): void {
    if (change.key === toSwitchesKey(scenario.provider)) switchWatch.turned(change.after);
    else if (change.table === 'ledger') watchSave(change, by);
    else sessionWatch.changed(change, by);
  }

  function watchSave(change: Change, by: SimulatedInvocation): void {
    const after = toPayment(change.after);
    const before = change.before && ledgerWatch.payments.get(after.paymentId);
    trace(() => `    ledger v${after.version} by ${by.id}: ${after.operations.map(toLine).join(' | ')}`);
    ledgerWatch.saved(before, after, by);
    after.operations.forEach(switchWatch.saved);
    answerWatch.said(JSON.stringify(after));
  }

  /** A process that ended well, and whose store never failed it, leaves nothing held behind. */
  function endedWell(invocation: SimulatedInvocation): void {
    if (invocation.storeErrors > 0) return;
    for (const { operations } of ledgerWatch.payments.values()) {
      const held = operations.find(({ owner }) => drawnBy(owner, invocation));
      findings.holds(
        !held,
        'L2 no lease is left behind',
        () => `${held?.id} ${held?.state} by ${invocation.id}`,
      );
    }
  }

  function createPorts(): Ports {
    return {
      client: createDynamoPort({
        scheduler,
        plan,
        tables,
        onExecute: (by) => {
          writer = by;
        },
      }),
      readSecret: (command) => readSecret(command),
      exchange: createNetwork({
        scheduler,
        plan,
        provider,
        listener: createListener(),
        isUnreachable: () => trouble === 'provider unreachable',
      }),
      clock: now,
      random: dice.roll,
      newId: () => {
        const invocation = currentInvocation();
        return `${invocation.id}.${invocation.ids++}`;
      },
      sleep,
      log: createLog(),
    };
  }

  function createListener(): Listener {
    return {
      departs(request, by) {
        const named = ledgerWatch.departs(request, by);
        sessionWatch.departs(request, by);
        switchWatch.departs(request);
        return { request, by, operation: named?.id ?? '', settledAt: (named?.sentAt ?? now()) + SETTLE_MS };
      },
      heard(sent, reply) {
        if (reply.is === 'lost') disturbed();
        ledgerWatch.heard(sent, reply);
        sessionWatch.heard(sent, reply);
      },
      landed: sessionWatch.landed,
    };
  }

  function createLog(): Log {
    const say = (event: string, facts?: object) => {
      const line = `${event} ${JSON.stringify(facts)}`;
      trace(() => `    ${currentInvocation().id} ${line}`);
      answerWatch.said(line);
    };
    return { info: say, error: say };
  }

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const owner = currentInvocation().process;
      if (signal?.aborted) return resolve();
      const wake = () => {
        signal?.removeEventListener('abort', stop);
        resolve();
      };
      const cancel = scheduler.add({ at: now() + ms, label: `${owner.id} wakes`, owner, run: wake });
      const stop = () => {
        cancel();
        resolve();
      };
      signal?.addEventListener('abort', stop, { once: true });
    });
  }

  function readSecret(_command: unknown): Promise<object> {
    return new Promise((resolve, reject) => {
      const owner = currentInvocation().process;
      const fails = plan.hits('secret cannot be read');
      const run = () => {
        if (trouble === 'no secret' && calm) {
          reject(
            new ResourceNotFoundException({ $metadata: { httpStatusCode: 400 }, message: 'no such secret' }),
          );
        } else if (fails) reject(timedOut());
        else
          resolve({
            SecretString: JSON.stringify(toSecret(scenario, provider)),
            VersionId: `v${provider.keyVersion()}`,
          });
      };
      scheduler.add({ at: now() + plan.latencyMs('store'), label: `${owner.id} secret`, owner, run });
    });
  }
}

function toSecret({ provider, traits }: Scenario, { secretKey }: VirtualProvider): object {
  const environment = 'sandbox';
  if (provider === 'sopague')
    return { userName: 'loja', password: secretKey(), environment, accessKey: ACCESS_KEY };
  return { apiKey: 'key', apiSecret: secretKey(), environment, sessions: traits.sessions };
}

function createBooks({ provider }: Scenario, deps: BooksDeps) {
  if (provider === 'letpay') return createLetpayBooks(deps);
  return provider === 'sopague' ? createSopagueBooks(deps) : createModeloBooks(deps);
}

/** The provider that does not exist: its reads show that it works on something, or do not. */
const MODELOS = {
  showing: createModeloConnector({ settleMs: SETTLE_MS, readsShowWork: true }),
  silent: createModeloConnector({ settleMs: SETTLE_MS, readsShowWork: false }),
};

function createHandlersOf({ provider, traits }: Scenario, ports: Ports): Handlers {
  if (provider === 'letpay') return createHandlers(letpay, ports);
  if (provider === 'sopague') return createHandlers(sopague, ports);
  return createHandlers(traits.shows ? MODELOS.showing : MODELOS.silent, ports);
}

function toPayment(item: Change['after']): Payment {
  const payment = plain(item);
  if (!isPayment(payment)) throw new Error('the ledger holds something that is no payment');
  return payment;
}

/** What the ledger store has made of a payment need not be parsed again at every save. */
function isPayment(item: object): item is Payment {
  return 'operations' in item && 'version' in item;
}

function toLine({ id, state, owner, attempts, doubtful, looks }: Payment['operations'][number]): string {
  return `${id.slice(0, 6)} ${state} owner=${owner ?? '-'} attempts=${attempts}${doubtful ? ' doubtful' : ''} looks=${looks}`;
}
