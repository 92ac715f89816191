import type { PaymentRef } from '../../shared/domain/ids.ts';
import { toSwitchesKey } from '../../shared/domain/switches.ts';
import type { Payment } from '../../shared/operation/payment.ts';
import { toSessionKey } from '../../shared/ports/session-store.ts';
import type { StrangerAct } from './books.ts';
import { type Change, createTables, plain } from './dynamo-tables.ts';
import type { SimulatedInvocation } from './invocation.ts';
import { createMoney } from './money.ts';
import type { OutageName } from './outages.ts';
import type { Plan } from './plan.ts';
import { createPorts } from './ports.ts';
import { createProcesses } from './processes.ts';
import { authOf, createBooksOf, createHandlersOf, toOwnRules } from './providers.ts';
import type { Scenario } from './scenario.ts';
import { createScheduler } from './scheduler.ts';
import { drawStrangerAct } from './strangers.ts';
import { START } from './trigger.ts';
import { createFindings } from './violation.ts';
import { createVirtualProvider } from './virtual-provider.ts';
import { createWatches, toListener } from './watches.ts';

export const MERCHANT = 'loja-1';

export type World = ReturnType<typeof createWorld>;

/** Takes down what happens, in words that are made only where somebody reads them. */
export type Trace = (say: () => string) => void;

/** One run's world: the real code on simulated ports, and everything that watches it. */
export function createWorld(scenario: Scenario, plan: Plan, trace: Trace) {
  const { nature, trouble } = scenario;
  const { dice } = plan;
  const findings = createFindings();
  const money = createMoney();
  const scheduler = createScheduler(START, dice.below);
  const now = scheduler.now;
  const rules = toOwnRules(scenario);
  let disturbances = 0;
  let isCalm = false;
  const onDisturbed = () => {
    disturbances += 1;
  };
  const causes = () => [...plan.counts.values()].reduce((sum, count) => sum + count, disturbances);
  const later = (ms: number, label: string, run: () => void) =>
    void scheduler.add({ at: now() + ms, label, run });
  // What our own cloud does ends with the faulty time; what a provider does goes on.
  const isOut = (outage: OutageName) =>
    !(isCalm && outage === 'store') &&
    scenario.outages.some(
      ({ is, from, lasts }) => is === outage && now() - START >= from && now() - START < from + lasts,
    );

  const books = createBooksOf(scenario, {
    nature,
    apply: money.apply,
    applyOutside: money.applyOutside,
    later,
    now,
  });
  const auth = authOf(scenario);
  const watches = createWatches({
    ...{ findings, money, now, rules, auth, sessions: nature.sessions, leftOf: books.leftOf },
    mayLag: () => plan.counts.has('read lags'),
    causes: () => causes() + 3 * scenario.outages.length,
  });
  const provider = createVirtualProvider({
    ...{ plan, now, nature, books, auth, isOut },
    onLogin: watches.sessions.loggedIn,
    onRefusedToken: watches.sessions.tokenRefused,
    onMoment: (paymentId) => strangerActs(paymentId, drawStrangerAct(dice)),
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
    const key = toSessionKey(MERCHANT, scenario.provider, auth === 'bearer' ? 'shared' : 0);
    tables.put('sessions', key, { ...scenario.session, session: { S: key } });
  }

  const ports = createPorts({
    ...{ scenario, scheduler, plan, tables, provider, isOut, trace },
    isCalm: () => isCalm,
    onExecute: (by) => {
      writer = by;
    },
    listener: toListener(watches, { now, rules, onLost: onDisturbed }),
    onLogged: watches.answers.said,
    deliver: (ref) => inquireByMessage(ref),
  });
  const processes = createProcesses({
    ...{ scheduler, plan, onDisturbed, zombies: scenario.zombies, warmth: scenario.warmth },
    createHandlers: () => createHandlersOf(scenario, ports),
    onEnded: watches.endedWell,
  });

  return {
    ...{ scenario, plan, scheduler, findings, money, tables, provider, processes, watches, trace },
    payments: watches.payments,
    /** Requests for refunds that people filed at the provider, by operation. */
    filed: new Map<string, string>(),
    strangerActs,
    check: watches.check,
    calmDown() {
      isCalm = true;
      plan.calm();
    },
  };

  function inquireByMessage(ref: PaymentRef): void {
    processes.invoke({
      trigger: 'notification',
      work: async ({ intake }, invocation) => intake.inquire?.(ref, { ...invocation, isBackground: true }),
      answer: () => undefined,
    });
  }

  function strangerActs(paymentId: string, act: StrangerAct): void {
    trace(() => `    somebody else acts on ${paymentId}: ${JSON.stringify(act)}`);
    money.disturb(paymentId);
    books.strangerActs(paymentId, act);
  }

  function watchChange(change: Change, by: SimulatedInvocation): void {
    if (change.key === toSwitchesKey(scenario.provider)) watches.switches.turned(change.after);
    else if (change.table === 'sessions') watches.sessions.changed(change, by);
    else {
      const payment = toPayment(change.after);
      trace(
        () => `    ledger v${payment.version} by ${by.id}: ${payment.operations.map(toLine).join(' | ')}`,
      );
      watches.saved(payment, by);
    }
  }
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

function toLine(operation: Payment['operations'][number]): string {
  const { id, kind, method, state, attempts, request } = operation;
  const lease = 'lease' in operation && operation.lease ? ` held by ${operation.lease.owner}` : '';
  const sent = attempts.map(
    ({ number, amount, result }) => `${number}:${amount ?? 'all'}:${result?.status ?? '-'}`,
  );
  const problem = 'problem' in operation ? ` ${operation.problem?.code}` : '';
  return `${id.slice(0, 6)} ${kind} by ${method} of ${request.amount ?? 'all'} ${state}${problem}${lease} [${sent}]`;
}
