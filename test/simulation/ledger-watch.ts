import { isFinal, type Operation } from '../../shared/domain/operation.ts';
import { findOperation, type Payment } from '../../shared/domain/payment.ts';
import type { ProviderRequest, Reply } from '../../shared/ports/exchange.ts';
import { drawnBy, type SimulatedInvocation } from './invocation.ts';
import type { Money } from './money.ts';
import type { Sent } from './network.ts';
import type { Findings } from './violation.ts';
import { amountOf, paymentIdOf } from './virtual-provider.ts';

const SETTLE_MS = 15 * 60_000;

/** Somebody works on these, or has; and this is what only he may make of them. */
const OPEN_WORK: ReadonlySet<string> = new Set(['sending', 'unknown', 'processing']);
const DECISIONS: ReadonlySet<string> = new Set(['failed', 'processing', 'accepted', 'sending']);

export type LedgerWatchDeps = {
  readonly findings: Findings;
  readonly money: Money;
  readonly now: () => number;
  readonly total: number;
};

/** What became of the requests of one attempt: an attempt is one owner's. */
type Attempt = { sent: number; refusedTokens: number };

/** Holds the ledger to L1 to L5, L9 and L10, and T6: at every save, every departure and after every step. */
export function createLedgerWatch({ findings, money, now, total }: LedgerWatchDeps) {
  const payments = new Map<string, Payment>();
  const attempts = new Map<string, Attempt>();
  const { holds } = findings;

  return { saved, departs, heard, check, payments };

  function saved(before: Payment | undefined, after: Payment, by: SimulatedInvocation): void {
    payments.set(after.paymentId, after);
    const says = () => `${after.payment} version ${before?.version ?? 0} to ${after.version} by ${by.id}`;
    holds(after.version === (before?.version ?? 0) + 1, 'L5 version grows by one', says);
    const sequence = (before?.sequence ?? 0) + (after.event ? 1 : 0);
    holds(
      after.sequence === sequence && (after.event?.sequence ?? sequence) === sequence,
      'L5 sequence without gaps',
      says,
    );
    for (const operation of before?.operations ?? []) {
      const next = findOperation(after, operation.id);
      if (next) changed(operation, next, by);
      holds(
        next !== undefined,
        'L10 no record is lost',
        () => `${operation.id} ${operation.state}, ${says()}`,
      );
    }
    for (const operation of after.operations) begun(findOperation(before, operation.id), operation);
    const open = after.operations.filter((operation) => !isFinal(operation));
    holds(open.length <= 1, 'L2 one open operation', says);
    holds(open.length === 0 || after.dueAt !== undefined, 'L8 what is open is due some time', says);
  }

  function changed(before: Operation, after: Operation, by: SimulatedInvocation): void {
    const says = () =>
      `${after.id} ${before.state} to ${after.state} by ${by.id}, owner ${before.owner} to ${after.owner}`;
    const was = `${before.fingerprint} ${before.amount} ${before.keyHash}`;
    holds(was === `${after.fingerprint} ${after.amount} ${after.keyHash}`, 'L9 the command stays', says);
    const isProved = after.state === 'succeeded' && money.effectOf(after.id).count > 0;
    const isOpened = isFinal(before) && before.state !== after.state;
    holds(!isOpened || isProved, 'L5 closed states change only by proof', says);
    checkOwner(before, after, by, says);
    const isResent = before.state !== 'sending' && after.state === 'sending' && before.attempts > 0;
    const isSettled = now() - (before.sentAt ?? 0) >= SETTLE_MS;
    const isHarmless = before.state !== 'processing' && after.way === 'void';
    holds(
      !isResent || isHarmless || isSettled,
      'L3 what does harm twice is sent again only when settled',
      says,
    );
    const isOther = before.way === 'void' && after.way === 'refund' && before.attempts > 0;
    const isSole = !before.doubtful && !before.acceptedByProvider;
    holds(!isOther || isSole || isSettled, 'L3 the way changes only when nothing can land', says);
    if (before.state === 'sending' && drawnBy(before.owner, by)) checkRefusedTokens(before, after, says);
  }

  /** L2: nobody takes an operation from a live owner, and nobody else decides on it, but for success. */
  function checkOwner(
    before: Operation,
    after: Operation,
    by: SimulatedInvocation,
    says: () => string,
  ): void {
    const isLive = before.owner !== undefined && (before.leaseUntil ?? 0) > now();
    const isTaken = after.owner !== before.owner && !drawnBy(before.owner, by) && after.state !== 'succeeded';
    holds(!isTaken || !isLive, 'L2 one live owner', says);
    if (after.state === before.state || after.state === 'succeeded' || drawnBy(before.owner, by)) return;
    const isOpenWork = OPEN_WORK.has(before.state) && DECISIONS.has(after.state);
    holds(!isLive && !isOpenWork, 'L2 only the owner decides', says);
  }

  /** T6: where every request of an attempt was answered 401, there is no doubt and no attempt. */
  function checkRefusedTokens(before: Operation, after: Operation, says: () => string): void {
    const { sent, refusedTokens } = attemptOf(before);
    if (sent > refusedTokens) return;
    holds(before.doubtful || !after.doubtful, 'T6 a 401 is never a doubt', says);
    holds(after.attempts < before.attempts || sent === 0, 'T6 a 401 is no attempt', says);
  }

  function begun(before: Operation | undefined, after: Operation): void {
    if (after.state !== 'sending' || before?.state === 'sending') return;
    attemptOf(after);
  }

  /** L1, L2, L9, L11: asked in the tick in which the request leaves. */
  function departs(request: ProviderRequest, by: SimulatedInvocation): Operation | undefined {
    const says = () => `${by.id} sends ${request.path}`;
    holds(!by.answered, 'L11 nothing is sent after the answer', says);
    if (!request.movesMoney) return undefined;
    const owned = payments
      .get(paymentIdOf(request))
      ?.operations.find(({ owner, state }) => state === 'sending' && drawnBy(owner, by));
    const late = payments.get(paymentIdOf(request))?.operations.find(({ state }) => state === 'succeeded');
    const operation = owned ?? late;
    holds(operation !== undefined, 'L1 a durable sending before the request', says);
    if (!owned) return operation;
    const attempt = attemptOf(owned);
    holds(attempt.sent === attempt.refusedTokens, 'L1 one request for each attempt', says);
    attempt.sent += 1;
    holds((owned.leaseUntil ?? 0) > now(), 'L2 nothing is sent after the lease', says);
    const isInTime = owned.attempts > 1 || now() < (owned.notAfter ?? Number.POSITIVE_INFINITY);
    holds(isInTime, 'L2 nothing is sent for the first time after `notAfter`', says);
    const amount = amountOf(request);
    const isAsAsked = owned.amount === undefined || amount === owned.amount;
    holds(
      isAsAsked,
      'L9 the amount is the one asked for',
      () => `${says()}: ${amount}, asked ${owned.amount}`,
    );
    return owned;
  }

  function heard({ request, operation, by }: Sent, reply: Reply): void {
    if (!request.movesMoney || reply.is !== 'answered' || reply.status !== 401) return;
    const owned = payments.get(paymentIdOf(request))?.operations.find(({ id }) => id === operation);
    if (owned && drawnBy(owned.owner, by)) attemptOf(owned).refusedTokens += 1;
  }

  /** L3 and L4, after every step. */
  function check(): void {
    for (const [id, { count }] of money.all())
      holds(count <= 1, 'L3 an operation takes effect once', () => `${id}: ${count} times`);
    for (const { operations } of payments.values()) {
      const given = operations.reduce((sum, { id }) => sum + money.effectOf(id).amount, 0);
      holds(given <= total, 'L3 never more than the payment', () => `${given} of ${total}`);
      for (const operation of operations) checkFinal(operation);
    }
  }

  function checkFinal({ id, state, attribution, doubtful, appliedAmount }: Operation): void {
    if (state !== 'succeeded' && state !== 'failed' && state !== 'accepted') return;
    const { count, amount } = money.effectOf(id);
    if (state === 'succeeded') {
      // Somebody else did it, while an attempt of ours was in doubt, accepted, or answered as done.
      const isExcused = money.outside() > 0 && (attribution === 'ours' || doubtful === true);
      holds(
        count === 1 || isExcused,
        'L4 succeeded means done',
        () => `${id}: ${count} effects, ${attribution}`,
      );
      const isRight = isExcused || appliedAmount === undefined || appliedAmount === amount;
      holds(
        isRight,
        'L4 the applied amount is what was given back',
        () => `${id}: ${appliedAmount}, given back ${amount}`,
      );
    } else holds(count === 0, `L4 ${state} means not done`, () => `${id}: ${count} effects`);
  }

  function attemptOf({ id, owner, attempts: number }: Operation): Attempt {
    const key = `${id} ${number} ${owner}`;
    const attempt = attempts.get(key) ?? { sent: 0, refusedTokens: 0 };
    attempts.set(key, attempt);
    return attempt;
  }
}
