import { isDeepStrictEqual } from 'node:util';
import type { Attempt } from '../../shared/operation/attempt.ts';
import { countLive, countSent, lastSentAt, liveAttempts } from '../../shared/operation/attempt-facts.ts';
import { isFinal, leaseOf, type Operation } from '../../shared/operation/operation.ts';
import { findOperation, type Payment } from '../../shared/operation/payment.ts';
import { traitsOf } from '../../shared/provider/traits.ts';
import { drawnBy, type SimulatedInvocation } from './invocation.ts';
import type { Money } from './money.ts';
import { isHarmless, type OwnRules } from './own-rules.ts';
import type { Findings } from './violation.ts';

/** Operations of one payment that are kept where all of them sent something. */
const MAX_OPERATIONS = 32;

/** Requests of one operation that would do harm twice. */
const MAX_SENDS = 3;

/** Somebody works on these, or has; and this is what only he may make of them. */
const OPEN_WORK: ReadonlySet<string> = new Set(['sending', 'unknown', 'processing']);
const DECISIONS: ReadonlySet<string> = new Set(['failed', 'processing', 'accepted', 'sending']);

export type LedgerWatchDeps = {
  readonly findings: Findings;
  readonly money: Money;
  readonly now: () => number;
  readonly rules: OwnRules;
};

type Saved = {
  readonly before: Operation;
  readonly after: Operation;
  readonly payment: Payment;
  readonly by: SimulatedInvocation;
  readonly says: () => string;
};

/** Holds every save to L2, L3, L5 and L8 to L10. */
export function createLedgerWatch(deps: LedgerWatchDeps) {
  return {
    saved(before: Payment | undefined, after: Payment, by: SimulatedInvocation): void {
      checkPayment(deps, before, after, by);
      for (const operation of before?.operations ?? []) {
        const next = findOperation(after, operation.id);
        if (!next) checkDropped(deps, operation, before, after);
        else if (!isDeepStrictEqual(next, operation))
          checkChange(deps, {
            ...{ before: operation, after: next, payment: after, by },
            says: toWords(operation, next, by),
          });
      }
    },
  };
}

function toWords(before: Operation, after: Operation, by: SimulatedInvocation) {
  const ownerOf = (operation: Operation) => leaseOf(operation)?.owner ?? 'nobody';
  return () =>
    `${after.id} ${before.state} to ${after.state} by ${by.id}, owner ${ownerOf(before)} to ${ownerOf(after)}`;
}

function checkPayment(
  { findings: { holds } }: LedgerWatchDeps,
  before: Payment | undefined,
  after: Payment,
  by: SimulatedInvocation,
): void {
  const says = () => `${after.payment} version ${before?.version ?? 0} to ${after.version} by ${by.id}`;
  holds(after.version === (before?.version ?? 0) + 1, 'L5 version grows by one', says);
  const sequence = (before?.sequence ?? 0) + (after.event ? 1 : 0);
  const isCounted = after.sequence === sequence && (after.event?.sequence ?? sequence) === sequence;
  holds(isCounted, 'L5 sequence without gaps', says);
  const open = after.operations.filter((operation) => !isFinal(operation));
  holds(open.length <= 1, 'L2 one open operation', says);
  holds(open.length === 0 || after.dueAt !== undefined, 'L8 what is open is due some time', says);
  const begunAgain = after.operations.find(({ id }) => before?.droppedIds?.includes(id));
  holds(begunAgain === undefined, 'L10 no key begins a second operation', says);
  const isChanged = (operation: Operation) =>
    !isDeepStrictEqual(findOperation(before, operation.id), operation);
  holds(after.operations.filter(isChanged).length <= 1, 'L5 a save changes one operation', says);
}

/** What never sent anything makes room, where there is no other, and its key stays used. */
function checkDropped(
  { findings: { holds } }: LedgerWatchDeps,
  dropped: Operation,
  before: Payment | undefined,
  after: Payment,
): void {
  const isFull = (before?.operations.length ?? 0) >= MAX_OPERATIONS;
  const mayGo = isFull && isFinal(dropped) && countSent(dropped) === 0;
  const isKnown = after.droppedIds?.includes(dropped.id) === true;
  holds(mayGo && isKnown, 'L10 no record is lost', () => `${dropped.id} ${dropped.state}`);
}

function checkChange(deps: LedgerWatchDeps, saved: Saved): void {
  const { findings, money } = deps;
  const { before, after, says } = saved;
  findings.holds(isDeepStrictEqual(commandOf(before), commandOf(after)), 'L9 the command stays', says);
  const isProved = after.state === 'succeeded' && money.effectOf(after.id).count > 0;
  const isOpened = isFinal(before) && before.state !== after.state;
  findings.holds(!isOpened || isProved, 'L5 closed states change only by proof', says);
  checkAttempts(deps, saved);
  checkOwner(deps, saved);
  checkPauses(deps, saved);
  if (before.state !== 'sending' && after.state === 'sending') checkResend(deps, saved);
  checkMethod(deps, saved);
}

function commandOf({ kind, fingerprint, request, details, keyHash }: Operation) {
  return { kind, fingerprint, request, details, keyHash };
}

/** Facts stay: no attempt that may have left goes uncounted, and a result changes only to a success. */
function checkAttempts({ findings: { holds } }: LedgerWatchDeps, { before, after, says }: Saved): void {
  const isTakenBack = (operation: Operation) =>
    operation.attempts.filter(({ result }) => result?.status === 'not_sent').length;
  const isCounted = countSent(after) + isTakenBack(after) >= countSent(before);
  holds(isCounted, 'L5 no attempt is forgotten', says);
  for (const { number, result } of before.attempts) {
    const kept = after.attempts.find((attempt) => attempt.number === number);
    const isSame = !kept || !result || isDeepStrictEqual(kept.result, result);
    holds(isSame || kept?.result?.status === 'succeeded', 'L5 results of attempts stay', says);
  }
}

/** The provider's own answer to an attempt of ours says that it is done, and the ledger did not know that yet. */
function isProof({ before, after }: Saved): boolean {
  const successes = ({ attempts }: Operation) =>
    attempts.filter(({ result }) => result?.status === 'succeeded').length;
  return after.state === 'succeeded' || successes(after) > successes(before);
}

/** The provider withdrew the request that people had filed there: from then on it cannot take effect. */
function isWithdrawnAtProvider({ before, after }: Saved): boolean {
  const isFiled = before.state === 'awaiting_approval' && before.requestId !== undefined;
  return isFiled && after.state === 'failed' && after.withdrawn === true;
}

/** L2: nobody takes an operation from a live owner, and nobody else decides on it, but by what the provider has proved. */
function checkOwner({ findings: { holds }, now }: LedgerWatchDeps, saved: Saved): void {
  const { before, after, by, says } = saved;
  const lease = leaseOf(before);
  const isLive = lease !== undefined && lease.expiresAt > now();
  if (isProof(saved) || isWithdrawnAtProvider(saved) || drawnBy(lease?.owner, by)) return;
  holds(!isLive || leaseOf(after)?.owner === lease?.owner, 'L2 one live owner', says);
  if (after.state === before.state) return;
  const isOpenWork = OPEN_WORK.has(before.state) && DECISIONS.has(after.state);
  holds(!isLive && !isOpenWork, 'L2 only the owner decides', says);
}

/** P3, P4: the provider is left alone for as long as it asks, after an answer or between two requests for a payment. */
function checkPauses(
  { findings: { holds }, rules, now }: LedgerWatchDeps,
  { before, after, payment, says }: Saved,
): void {
  const isTaken = leaseOf(after) !== undefined && leaseOf(after)?.owner !== leaseOf(before)?.owner;
  const isLeftAlone = 'pausedUntil' in before && (before.pausedUntil ?? 0) > now();
  holds(
    !isTaken || !isLeftAlone,
    'P3 nobody goes on before the pause is over that the provider asked for',
    says,
  );
  const newest = after.state === 'sending' && before.state !== 'sending' ? after.attempts.at(-1) : undefined;
  if (!newest) return;
  const others = payment.operations.flatMap(({ attempts }) => attempts.filter((one) => one !== newest));
  const gap = newest.sentAt - Math.max(0, ...others.map(({ sentAt }) => sentAt));
  const { minGapMs } = traitsOf(rules.traits, after.method);
  holds(gap >= minGapMs, 'P4 two requests for one payment are as far apart as the provider asks', says);
}

/** L3: what would do harm twice is sent again only when nothing of it can land any more, and three times at most. */
function checkResend(
  { findings: { holds }, rules, now }: LedgerWatchDeps,
  { before, after, says }: Saved,
): void {
  const known = { attempts: before.attempts, method: after.method };
  const sent = countLive(known);
  if (sent === 0) return;
  const isSettled = now() - (lastSentAt(known) ?? 0) >= rules.settleMs;
  const isSameRequest = liveAttempts(known).some((one) => isSameKey(one, after.attempts.at(-1)));
  const isHarmlessNow = isSameRequest && isHarmless(rules, after, now());
  const isTaken = before.state === 'processing';
  holds(isSettled || isHarmlessNow, 'L3 what does harm twice is sent again only when settled', says);
  holds(isSettled || !isTaken, 'L3 what was accepted is sent again only when settled', says);
  holds(isHarmlessNow || sent < MAX_SENDS, 'L3 what does harm twice is sent three times at most', says);
}

function isSameKey(one: Attempt, other: Attempt | undefined): boolean {
  return one.idempotencyKey === other?.idempotencyKey;
}

/** L3: the other method begins only when nothing of this one can land any more. */
function checkMethod(
  { findings: { holds }, rules, now }: LedgerWatchDeps,
  { before, after, says }: Saved,
): void {
  if (before.method === after.method || liveAttempts(before).length === 0) return;
  const isSettled = now() - (lastSentAt(before) ?? 0) >= rules.settleMs;
  const isRefused = liveAttempts(
    after.state === 'accepted' ? { ...after, method: before.method } : before,
  ).every(
    ({ result }) => result?.status === 'rejected' || (result?.status === 'ambiguous' && result.isListed),
  );
  holds(isSettled || isRefused, 'L3 the method changes only when nothing can land', says);
}
