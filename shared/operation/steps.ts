import type { Answer, Outlook, Policy, Reading } from '../domain/answer.ts';
import type { CorrelationId } from '../domain/correlation.ts';
import { isFinal, type Operation } from '../domain/operation.ts';
import { appliedAmount, findOperation, type Payment, withOperation } from '../domain/payment.ts';
import { EstornoError } from '../domain/problem.ts';
import type { Clock, EpochMs, Random } from '../domain/time.ts';
import { answered } from '../domain/transitions/answered.ts';
import { judged } from '../domain/transitions/judged.ts';
import type { Worker } from '../domain/transitions/moves.ts';
import { prepared } from '../domain/transitions/prepared.ts';
import { withheld, withoutSend } from '../domain/transitions/withheld.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import { LEASE_MARGIN_MS } from '../provider/budgets.ts';
import type { BaseCredentials, CancelContext, Connector, SendToProvider } from '../provider/connector.ts';
import { redactAnswer, redactReading } from '../provider/redact.ts';
import type { SessionReply } from '../provider/session-scheme.ts';
import type { Call, Hold, Sessions } from '../sessions/session.ts';
import type { Accounts } from './accounts.ts';
import type { Ledger } from './ledger.ts';
import type { Permit, Permits } from './permits.ts';
import { createWitness } from './witness.ts';

/** The limits of one invocation. `deadline`: when it is ended, whatever it is doing. */
export type Invocation = {
  readonly signal: AbortSignal;
  readonly deadline: EpochMs;
  readonly trigger: string;
  /** Of the request that triggered it, where it has one. */
  readonly correlationId?: CorrelationId | undefined;
};

/** An operation as it stands, and the payment it belongs to. */
export type Standing = { readonly payment: Payment; readonly operation: Operation };

export type OperationsDeps<C extends BaseCredentials> = {
  readonly connector: Connector<C>;
  readonly ledger: Ledger;
  readonly sessions: Sessions<C>;
  readonly accounts: Accounts<C>;
  /** The kill switch. */
  readonly permits: Permits;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  readonly log: Log;
};

/** What one worker does to one operation: steps that move facts, and decide nothing. */
export function createSteps<C extends BaseCredentials>({
  connector,
  ledger,
  permits,
  clock,
  random,
  log,
}: OperationsDeps<C>) {
  return { prepare, attempt, lookAndJudge, read, change, toWorker, toCall };

  /** Looks at the payment before a refund is sent, and writes down which way it goes. */
  async function prepare(standing: Standing, { owner, hold, invocation }: Work): Promise<Standing> {
    const { payment, operation } = standing;
    const witness = createWitness((request) => hold.send(request), clock);
    const looking = connector.refunds.look(operation, toContext(payment), witness.send);
    const [looked, permit] = await Promise.all([
      looking.catch(toNoOutlook),
      permits.find(payment.merchantId),
    ]);
    const outlook = permit === 'unreadable' ? UNREADABLE_SWITCH : looked;
    const decide = (current: Operation) => {
      const by = toWorker(owner, invocation);
      const decided = prepared(current, outlook, by);
      const allowed = decided && permit === 'off' && !isFinal(decided) ? withheld(current, by) : decided;
      return witness.sign(allowed, { by: invocation.trigger, step: 'look', said: outlook.is });
    };
    const [after] = await Promise.all([change(standing, decide), hold.close()]);
    log.info('prepared', { operation: operation.id, outlook: outlook.is, state: after.operation.state });
    return after;
  }

  /** Sends what the ledger already says is being sent, and writes down what came of it. */
  async function attempt(
    standing: Standing,
    { owner, hold, invocation }: Work,
  ): Promise<{ standing: Standing; ask: boolean }> {
    const { payment, operation } = standing;
    const send = operation.way === 'void' ? connector.cancel : connector.refunds.refund;
    const witness = createWitness((request) => hold.send(request), clock);
    const said = await send(operation, toContext(payment), witness.send).catch(toDoubt);
    const answer = redactAnswer(said, hold.redact);
    const [after] = await Promise.all([
      change(standing, (current) => {
        const decided = answered(current, answer, toWorker(owner, invocation));
        return witness.sign(decided, { by: invocation.trigger, step: 'attempt', said: answer.is });
      }),
      hold.close(),
    ]);
    log.info('attempt', {
      operation: operation.id,
      attempt: operation.attempts,
      ...factsOf(answer, witness.lastReply()),
    });
    return { standing: after, ask: answer.is === 'ask' };
  }

  /** Reads the payment at the provider and judges the operation on it. */
  async function lookAndJudge(standing: Standing, { owner, hold, invocation }: Work): Promise<Standing> {
    const beganAt = clock();
    const policy = policyOf(connector, standing.operation);
    const context = toContext(standing.payment);
    const witness = createWitness((request) => hold.send(request), clock);
    const [looked, permit] = await Promise.all([
      read(standing.operation, context, { ...hold, send: witness.send }),
      permits.find(context.merchantId),
    ]);
    const reading = withPermit(looked, permit);
    const judge = (operation: Operation) => {
      const by = toWorker(owner, invocation);
      const decided = judged(operation, reading, {
        ...{ by, beganAt, policy },
        alreadyApplied: context.alreadyApplied,
      });
      const allowed = permit === 'may' ? decided : withoutSend(operation, decided, by);
      return witness.sign(allowed, { by: invocation.trigger, step: 'read', said: reading.said });
    };
    const [after] = await Promise.all([change(standing, judge), hold.close()]);
    const { said, unseen } = reading;
    log.info('read', { operation: standing.operation.id, said, unseen, state: after.operation.state });
    return after;
  }

  async function read(
    operation: Operation | undefined,
    context: CancelContext,
    hold: Hold,
  ): Promise<Reading> {
    try {
      const send: SendToProvider = (request) => hold.send(request);
      const isRefund = operation?.way === 'refund';
      const said = await (isRefund
        ? connector.refunds.read(operation, context, send)
        : connector.read(operation, context, send));
      return redactReading(said, hold.redact);
    } catch (error) {
      log.error('read_failed', { error: nameOfError(error) });
      return { said: 'cannot_tell' };
    }
  }

  /**
   * Changes one operation, on whatever the payment is by then. When the ledger gives no answer, the operation
   * stays as the ledger had it before: that a request is out, or that somebody is looking, is then still true.
   */
  async function change(
    standing: Standing,
    decide: (operation: Operation) => Operation | undefined,
  ): Promise<Standing> {
    const { payment, operation } = standing;
    try {
      const changed = await ledger.change(payment, (current) => {
        const found = findOperation(current, operation.id);
        const decided = found && decide(found);
        return current && decided && withOperation(current, decided);
      });
      return toStanding(changed, operation.id);
    } catch (error) {
      log.error('change_not_saved', { operation: operation.id, error: nameOfError(error) });
      return standing;
    }
  }

  function toWorker(owner: string, { deadline }: Invocation): Worker {
    return { owner, leaseUntil: deadline + LEASE_MARGIN_MS, now: clock(), random: random() };
  }

  /** `sendUntil`: what moves money may leave until then only. */
  function toCall({ signal, deadline }: Invocation, sendUntil = deadline): Call {
    return {
      signal,
      deadline,
      mayMoveMoney: () => !signal.aborted && clock() < Math.min(deadline, sendUntil),
    };
  }
}

/** Who works, with which session, within which limits. */
export type Work = { readonly owner: string; readonly hold: Hold; readonly invocation: Invocation };

/** What a connector says of requests of the way that an operation goes. */
export function policyOf<C extends BaseCredentials>(connector: Connector<C>, { way }: Operation): Policy {
  return way === 'void' ? connector.policy : connector.refunds.policy;
}

/** @throws EstornoError operation_not_found */
export function toStanding(payment: Payment | undefined, operationId: string): Standing {
  const operation = findOperation(payment, operationId);
  if (!payment || !operation) throw new EstornoError('operation_not_found');
  return { payment, operation };
}

function toContext(payment: Payment): CancelContext {
  return { ...payment, alreadyApplied: appliedAmount(payment) };
}

/** Nothing may follow from "not done" but more looks while nobody knows whether anything may be sent. */
function withPermit(reading: Reading, permit: Permit): Reading {
  return permit === 'unreadable' && reading.said === 'not_done' ? { said: 'cannot_tell' } : reading;
}

const UNREADABLE_SWITCH: Outlook = {
  is: 'cannot_tell',
  code: 'internal_error',
  detail: 'whether the provider is switched off could not be read',
};

/** A mistake of ours in a look: nothing was sent, and it is tried again. */
function toNoOutlook(error: unknown): Outlook {
  return { is: 'cannot_tell', code: 'internal_error', detail: `our own code failed (${nameOfError(error)})` };
}

/** A mistake of ours on the way of a request says nothing of whether the request left. */
function toDoubt(error: unknown): Answer {
  return { is: 'doubt', why: `our own code failed (${nameOfError(error)})` };
}

function factsOf(answer: Answer, reply: SessionReply | undefined) {
  return {
    answer: answer.is,
    ...(isUnseen(answer, reply) && { unseen: true }),
    code: 'code' in answer ? answer.code : undefined,
    why: 'why' in answer ? answer.why : undefined,
    providerCode: 'words' in answer ? answer.words?.code : undefined,
    providerHttpStatus: 'words' in answer ? answer.words?.status : undefined,
  };
}

/** No table of ours has the words: a no that is not documented, or a 200 that does not say that it was done. */
function isUnseen(answer: Answer, reply: SessionReply | undefined): boolean {
  if (answer.is !== 'doubt') return false;
  return answer.no === true || (reply?.is === 'answered' && reply.status === 200);
}
