import { leaseOf, type Operation } from '../../shared/operation/operation.ts';
import { findOperation, type Payment } from '../../shared/operation/payment.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import { createAnswerWatch } from './answer-watch.ts';
import type { Books } from './books.ts';
import { createEventWatch } from './event-watch.ts';
import { drawnBy, type SimulatedInvocation } from './invocation.ts';
import { createLedgerWatch } from './ledger-watch.ts';
import { createLeftWatch } from './left-watch.ts';
import type { Money } from './money.ts';
import type { Listener } from './network.ts';
import type { OwnRules } from './own-rules.ts';
import { createPatienceWatch } from './patience-watch.ts';
import { createSendWatch } from './send-watch.ts';
import { createSessionWatch } from './session-watch.ts';
import { createSwitchWatch } from './switch-watch.ts';
import { createTruthWatch } from './truth-watch.ts';
import type { Findings } from './violation.ts';

export type WatchDeps = {
  readonly findings: Findings;
  readonly money: Money;
  readonly now: () => number;
  readonly rules: OwnRules;
  readonly auth: 'static' | 'bearer' | 'rotating';
  readonly sessions: number;
  /** Whatever has happened so far that can cost a login. */
  readonly causes: () => number;
  readonly leftOf: Books['leftOf'];
  /** A read can have shown what was true some time before. */
  readonly mayLag: () => boolean;
};

export type Watches = ReturnType<typeof createWatches>;

/** Everything that watches a run. */
export function createWatches(deps: WatchDeps) {
  /** As they were last saved, by the provider's id. */
  const payments = new Map<string, Payment>();
  const ledger = createLedgerWatch(deps);
  const events = createEventWatch(deps);
  const sends = createSendWatch({ ...deps, payments });
  const left = createLeftWatch({ ...deps, payments });
  const truth = createTruthWatch({ ...deps, payments });
  const patience = createPatienceWatch(deps);
  const sessions = createSessionWatch(deps);
  const switches = createSwitchWatch(deps);
  const answers = createAnswerWatch({ ...deps, isTrue: truth.isTrue });
  return {
    ...{ payments, sessions, switches, answers, sends, patience, left },
    saved(after: Payment, by: SimulatedInvocation): void {
      const before = payments.get(after.paymentId);
      payments.set(after.paymentId, after);
      ledger.saved(before, after, by);
      events.saved(before, after);
      for (const operation of after.operations) {
        const known = findOperation(before, operation.id);
        sends.saved(known, operation, by);
        patience.saved(after.paymentId, known, operation, by);
        switches.saved(operation);
      }
      for (const { id } of before?.operations ?? []) if (!findOperation(after, id)) answers.forget(id);
      answers.said(JSON.stringify(after));
    },
    /** Every rule that is about a state, not about a step. */
    check(): void {
      truth.check();
      answers.check();
    },
    /** A process that ended well, and whose store never failed it, leaves nothing held behind. */
    endedWell(invocation: SimulatedInvocation): void {
      if (invocation.storeErrors > 0) return;
      const held = allOf(payments).find((operation) => drawnBy(leaseOf(operation)?.owner, invocation));
      const says = () => `${held?.id} ${held?.state} by ${invocation.id}`;
      deps.findings.holds(!held, 'L2 no lease is left behind', says);
    },
  };
}

export function allOf(payments: ReadonlyMap<string, Payment>): Operation[] {
  return [...payments.values()].flatMap(({ operations }) => operations);
}

/** What the watches hear of the network. `onLost`: an answer was lost, which can cost a login. */
export function toListener(
  { sends, patience, sessions, switches, left }: Watches,
  { now, rules, onLost }: { now: () => number; rules: OwnRules; onLost: () => void },
): Listener {
  return {
    departs(request: ProviderRequest, by: SimulatedInvocation) {
      const named = sends.departs(request, by);
      sessions.departs(request, by);
      switches.departs(request);
      left.departs({ request }, by, named);
      const sentAt = named?.attempts.at(-1)?.sentAt ?? now();
      return { request, by, operation: named?.id ?? '', settledAt: sentAt + rules.settleMs };
    },
    heard(sent, reply, answered) {
      if (reply.is === 'lost') onLost();
      sends.heard(sent, answered);
      patience.heard(sent, answered);
      sessions.heard(sent, reply);
    },
    landed(sent) {
      sessions.landed(sent);
      left.landed(sent);
    },
  };
}
