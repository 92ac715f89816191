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
import type { BaseCredentials } from '../provider/connector.ts';
import { requirePermit, toRefusal } from './permits.ts';
import { createResume, isAccount } from './resume.ts';
import { createSteps, type Invocation, type OperationsDeps, type Standing, toStanding } from './steps.ts';
import { createWithdraw } from './withdraw.ts';

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
  const { connector, ledger, sessions, accounts, permits, newId } = deps;
  const { lookAndJudge, read, toWorker, toCall } = createSteps(deps);
  const { resume, resumeIfPossible, advance } = createResume(deps);

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

  /** What cannot be begun now can have been begun before, which is told. Throws the reason where it was not. */
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
    const payment = await begun.catch(async (error: unknown) => {
      // It can be refused for its time alone, before anything was read: it may have been begun in time.
      if (error instanceof EstornoError) return (await findRepeat(command, error)).payment;
      throw new EstornoError(
        'internal_error',
        { outcome: 'unknown', detail: BEGIN_UNANSWERED },
        { cause: error },
      );
    });
    return toStanding(payment, toOperationId(command, command.idempotencyKey));
  }

  function toBeginner(command: Command, owner: string, invocation: Invocation): Beginner {
    const window = connector.cancelWindow?.(command);
    const { trigger, correlationId } = invocation;
    return { ...toWorker(owner, invocation), trigger, correlationId, window };
  }
}

const BEGIN_UNANSWERED =
  'The ledger gave no answer when the operation was to begin. Repeat the request with the same key to learn how it stands.';

/** A cancellation was not possible any more, so that it is to be refunded now. */
function hasChangedWay({ state, way, waySince }: Operation): boolean {
  return state === 'accepted' && way === 'refund' && waySince !== undefined;
}
