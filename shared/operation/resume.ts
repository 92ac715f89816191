import type { Operation } from '../domain/operation.ts';
import { sendUntil } from '../domain/schedule.ts';
import type { EpochMs } from '../domain/time.ts';
import { claimed } from '../domain/transitions/sending.ts';
import { withheld } from '../domain/transitions/withheld.ts';
import { nameOfError } from '../ports/log.ts';
import { RESERVE_MS } from '../provider/budgets.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { Account, Hold } from '../sessions/session.ts';
import { toRefusal } from './permits.ts';
import { createSteps, type Invocation, type OperationsDeps, type Standing, type Work } from './steps.ts';

/** Milliseconds that must be left for a look at the provider to be worth beginning. */
const LOOK_MS = 3_000;

/** How one goes on with an operation that is there: claims it, reads, and sends only what the protocol allows. */
export function createResume<C extends BaseCredentials>(deps: OperationsDeps<C>) {
  const { sessions, accounts, permits, clock, newId, log } = deps;
  const { prepare, attempt, lookAndJudge, change, toWorker, toCall } = createSteps(deps);
  return { resume, resumeIfPossible, advance };

  async function resume(
    standing: Standing,
    invocation: Invocation,
    how: { asked: boolean },
  ): Promise<Standing> {
    if (invocation.deadline - RESERVE_MS - clock() < LOOK_MS) return standing;
    if (!claimed(standing.operation, toWorker('', invocation), how)) return standing;
    const { merchantId } = standing.payment;
    const [account, permit] = await Promise.all([
      accounts.find(merchantId).catch((error: unknown) => error),
      permits.find(merchantId),
    ]);
    const isUnbegun = standing.operation.state === 'accepted';
    if (isUnbegun && permit === 'unreadable') throw toRefusal(permit);
    // What waits for the switch needs no credentials to wait on.
    if (!isAccount<C>(account) && !(isUnbegun && permit === 'off')) throw account;
    const owner = newId();
    const taken = await change(standing, (operation) => {
      const by = toWorker(owner, invocation);
      const decided = claimed(operation, by, how);
      if (decided && permit !== 'may' && operation.state === 'accepted') return withheld(operation, by);
      return isAccount<C>(account) ? decided : undefined;
    });
    if (taken.operation.owner !== owner || !isAccount<C>(account)) return taken;
    const hold = sessions.open(account, toCall(invocation, firstSendUntil(taken.operation)));
    const work = { owner, hold, account, invocation };
    if (isUnsent(taken.operation)) return (await advance(taken, work)).standing;
    const next = await lookAndJudge(taken, work);
    if (!isAttemptOf(next.operation, owner)) return next;
    return (await attempt(next, { ...work, hold: openFor(next.operation, account, invocation) })).standing;
  }

  /** What its owner does with an operation of which nothing is out: a look where one is needed, and the attempt. */
  async function advance(
    standing: Standing,
    { owner, hold, account, invocation }: Work & { readonly account: Account<C> },
  ): Promise<{ standing: Standing; ask: boolean }> {
    if (isAttemptOf(standing.operation, owner)) return attempt(standing, { owner, hold, invocation });
    const looked = await prepare(standing, { owner, hold, invocation });
    if (!isAttemptOf(looked.operation, owner)) return { standing: looked, ask: false };
    return attempt(looked, { owner, hold: openFor(looked.operation, account, invocation), invocation });
  }

  function openFor(operation: Operation, account: Account<C>, invocation: Invocation): Hold {
    return sessions.open(account, toCall(invocation, firstSendUntil(operation)));
  }

  async function resumeIfPossible(standing: Standing, invocation: Invocation): Promise<Standing> {
    try {
      return await resume(standing, invocation, { asked: true });
    } catch (error) {
      log.error('not_resumed', { operation: standing.operation.id, error: nameOfError(error) });
      return standing;
    }
  }
}

/** Until when the first request of an operation may leave; later ones go by the provider alone. */
function firstSendUntil(operation: Operation): EpochMs | undefined {
  return operation.attempts === 1 ? sendUntil(operation) : undefined;
}

/** Nothing of it is out: it waits to be sent, or is being sent by whoever took it. */
function isUnsent({ state }: Operation): boolean {
  return state === 'accepted' || state === 'sending';
}

/** A request of this owner is to leave now. */
function isAttemptOf({ state, owner }: Operation, by: string): boolean {
  return state === 'sending' && owner === by;
}

export function isAccount<C>(found: unknown): found is Account<C> {
  return typeof found === 'object' && found !== null && 'credentials' in found;
}
