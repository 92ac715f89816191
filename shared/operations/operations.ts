import type { Reading } from '../domain/answer.ts';
import type { Command } from '../domain/command.ts';
import { type PaymentRef, toOperationId } from '../domain/ids.ts';
import type { Operation } from '../domain/operation.ts';
import {
  type Beginner,
  findRepeated,
  newPayment,
  type Payment,
  withOperationBegun,
} from '../domain/payment.ts';
import { EstornoError } from '../domain/problem.ts';
import { sendUntil } from '../domain/schedule.ts';
import type { EpochMs } from '../domain/time.ts';
import { claimed } from '../domain/transitions/sending.ts';
import { withheld } from '../domain/transitions/withheld.ts';
import { RESERVE_MS } from '../provider/budgets.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { nameOfError } from '../runtime/log.ts';
import type { Account, Hold } from '../sessions/session.ts';
import { requirePermit, toRefusal } from './permits.ts';
import {
  createSteps,
  type Invocation,
  type OperationsDeps,
  type Standing,
  toStanding,
  type Work,
} from './steps.ts';
import { createWithdraw } from './withdraw.ts';

/** Milliseconds that must be left for a look at the provider to be worth beginning. */
const LOOK_MS = 3_000;

export type Operations = {
  /**
   * Begins a cancellation or a refund and sends it; or, for a repeat, does what may be done now for the one that is there.
   * @throws EstornoError for all that is refused before anything is stored
   */
  begin(command: Command, invocation: Invocation): Promise<Standing & { readonly replayed: boolean }>;
  /** Claims an open operation on which nobody is at work, reads, and sends only what the protocol allows. */
  resume(standing: Standing, invocation: Invocation, how: { asked: boolean }): Promise<Standing>;
  /** The same for a caller who asks: where nothing can be done now, the operation as it stands. */
  resumeIfPossible(standing: Standing, invocation: Invocation): Promise<Standing>;
  /** Reads an operation that waits for a person, for proof that it was done; nothing is sent. */
  prove(standing: Standing, invocation: Invocation): Promise<Standing>;
  /**
   * Takes back what was not sent, or what people at the provider have not decided yet.
   * @throws EstornoError withdraw_not_allowed, operation_not_found
   */
  withdraw(ref: PaymentRef, operationId: string, invocation: Invocation): Promise<Standing>;
  /** Refuses what `begin` would refuse, without storing or sending anything; else gives the payment as it is. */
  check(command: Command, invocation: Invocation): Promise<Payment | undefined>;
  /** What the provider says of a payment, asked once. */
  look(ref: PaymentRef, invocation: Invocation): Promise<Reading>;
};

/** The protocol's shell: who does which step when. */
export function createOperations<C extends BaseCredentials>(deps: OperationsDeps<C>): Operations {
  const { connector, ledger, sessions, accounts, permits, clock, newId, log } = deps;
  const { prepare, attempt, lookAndJudge, read, change, toWorker, toCall } = createSteps(deps);

  return {
    async begin(command, invocation) {
      refuseImpossible(command);
      const [account, permit] = await Promise.all([
        accounts.find(command.merchantId).catch((error: unknown) => error),
        permits.find(command.merchantId),
      ]);
      // The switch first: nothing fails while it is off, for want of credentials neither.
      if (permit !== 'may') {
        const repeat = await findRepeat(command, toRefusal(permit));
        return { ...(await resumeIfPossible(repeat, invocation)), replayed: true };
      }
      if (!isAccount<C>(account)) return { ...(await findRepeat(command, account)), replayed: true };
      const owner = newId();
      // The session is asked for while the ledger is: neither waits for the other.
      const hold = sessions.open(account, toCall(invocation, command.notAfter));
      const standing = await saveBegin(command, owner, invocation).catch(async (error: unknown) => {
        await hold.close();
        throw error;
      });
      if (standing.operation.owner === owner) {
        const { standing: after, ask } = await advance(standing, { owner, hold, account, invocation });
        const goesOn = ask || hasChangedWay(after.operation);
        return { ...(goesOn ? await resumeIfPossible(after, invocation) : after), replayed: false };
      }
      await hold.close();
      return { ...(await resumeIfPossible(standing, invocation)), replayed: true };
    },

    resume,
    resumeIfPossible,

    async prove(standing, invocation) {
      const account = await accounts.find(standing.payment.merchantId);
      // Without an owner's name only success counts.
      return lookAndJudge(standing, {
        owner: '',
        hold: sessions.open(account, toCall(invocation)),
        invocation,
      });
    },

    withdraw: createWithdraw(deps),

    async check(command, invocation) {
      refuseImpossible(command);
      const payment = await ledger.read(command);
      if (!findRepeated(payment, command)) {
        await requirePermit(permits, command);
        await accounts.find(command.merchantId);
        withOperationBegun(payment ?? newPayment(command), command, toBeginner(command, '', invocation));
      }
      return payment;
    },

    async look(ref, invocation) {
      const hold = sessions.open(await accounts.find(ref.merchantId), toCall(invocation));
      return read(undefined, { ...ref, alreadyApplied: 0 }, hold).finally(() => hold.close());
    },
  };

  function refuseImpossible(command: Command): void {
    const refusal = connector.refuse?.(command);
    if (refusal) throw new EstornoError(refusal.code, { detail: refusal.detail });
  }

  /** Without an account nothing can be done, but what was done before can still be told. */
  async function findRepeat(command: Command, reason: unknown): Promise<Standing> {
    const payment = await ledger.read(command);
    const operation = findRepeated(payment, command);
    if (payment && operation) return { payment, operation };
    if (reason instanceof EstornoError) throw reason;
    const detail = 'The credentials could not be read, so nothing was begun.';
    throw new EstornoError('internal_error', { outcome: 'not_applied', detail }, { cause: reason });
  }

  async function saveBegin(command: Command, owner: string, invocation: Invocation): Promise<Standing> {
    const begun = ledger.change('absent', (payment) => {
      if (payment && findRepeated(payment, command)) return payment;
      return withOperationBegun(
        payment ?? newPayment(command),
        command,
        toBeginner(command, owner, invocation),
      );
    });
    const payment = await begun.catch((error: unknown) => {
      if (error instanceof EstornoError) throw error;
      throw new EstornoError(
        'internal_error',
        { outcome: 'unknown', detail: BEGIN_UNANSWERED },
        { cause: error },
      );
    });
    return toStanding(payment, toOperationId(command, command.idempotencyKey));
  }

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
    if (next.operation.owner !== owner) return next;
    return (await advance(next, { ...work, hold: openFor(next.operation, account, invocation) })).standing;
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

  function toBeginner(command: Command, owner: string, invocation: Invocation): Beginner {
    const window = connector.cancelWindow?.(command);
    const { trigger, correlationId } = invocation;
    return { ...toWorker(owner, invocation), trigger, correlationId, window };
  }
}

/** Until when the first request of an operation may leave; later ones go by the provider alone. */
function firstSendUntil(operation: Operation): EpochMs | undefined {
  return operation.attempts === 1 ? sendUntil(operation) : undefined;
}

const BEGIN_UNANSWERED =
  'The ledger gave no answer when the operation was to begin. Repeat the request with the same key to learn how it stands.';

/** Nothing of it is out: it waits to be sent, or is being sent by whoever took it. */
function isUnsent({ state }: Operation): boolean {
  return state === 'accepted' || state === 'sending';
}

/** A cancellation was not possible any more, so that it is to be refunded now. */
function hasChangedWay({ state, way, waySince }: Operation): boolean {
  return state === 'accepted' && way === 'refund' && waySince !== undefined;
}

/** A request of this owner is to leave now. */
function isAttemptOf({ state, owner }: Operation, by: string): boolean {
  return state === 'sending' && owner === by;
}

function isAccount<C>(found: unknown): found is Account<C> {
  return typeof found === 'object' && found !== null && 'credentials' in found;
}
