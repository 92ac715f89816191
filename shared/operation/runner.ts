import type { Limits } from '../domain/limits.ts';
import type { Clock, EpochMs, Random } from '../domain/time.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import type { Account, CallLimits, SessionHandle, Sessions } from '../ports/sessions.ts';
import { LEASE_MARGIN_MS } from '../provider/budgets.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import type { Accounts } from './accounts.ts';
import { ExchangeRecorder } from './exchange-recorder.ts';
import type { Ledger } from './ledger.ts';
import { logStep } from './log-step.ts';
import { leaseOf, type Operation } from './operation.ts';
import {
  findOperation,
  type OperationContext,
  othersOf,
  toOperationContext,
  withOperation,
} from './payment.ts';
import { attempt, inquire, toInquiryOptions, toOrder } from './perform.ts';
import { redactInput } from './redact-input.ts';
import type { Requester } from './requester.ts';
import { firstSendUntil } from './schedule.ts';
import type { SendGate, SendGates } from './send-gate.ts';
import type { TrailEntry } from './trail.ts';
import type { Step } from './transition/enter.ts';
import type { Effect, Input, TransitionContext } from './transition/table.ts';
import { transition } from './transition/transition.ts';
import { withTrail } from './with-trail.ts';

/** The limits of one invocation. `deadline`: when it is ended, whatever it is doing. */
export type Invocation = {
  readonly signal: AbortSignal;
  readonly deadline: EpochMs;
  readonly trigger: string;
  /** No caller waits for the answer. */
  readonly isBackground?: boolean;
  /** Of the request that triggered it, where it has one. */
  readonly correlationId?: string | undefined;
  readonly requester?: Requester | undefined;
};

export type RunnerDeps<C extends BaseCredentials> = {
  readonly connector: Connector<C>;
  readonly ledger: Ledger;
  readonly sessions: Sessions<C>;
  readonly accounts: Accounts<C>;
  /** The kill switch. */
  readonly gates: SendGates;
  /** Of the deployment. */
  readonly limits: Limits;
  readonly clock: Clock;
  readonly random: Random;
  readonly newId: () => string;
  readonly log: Log;
};

/** Who works on an operation, for which account, within which limits. */
export type Work<C> = {
  readonly owner: string;
  readonly account: Account<C>;
  readonly invocation: Invocation;
};

/** An operation as it was last saved, and what its owner is to do next. */
export type Running = { readonly context: OperationContext; readonly effect?: Effect | undefined };

/** More effects than any way through the state machine has. */
const MAX_EFFECTS = 8;

/**
 * Performs the effect that a transition asks for, decides on what came of it, and saves that: until there is nothing more
 * to do now. `handle`: a session that was asked for while the first transition was being saved.
 */
export async function run<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  started: Running,
  work: Work<C>,
  handle?: SessionHandle,
): Promise<OperationContext> {
  let running = started;
  let session = handle;
  for (let effects = 0; running.effect && effects < MAX_EFFECTS; effects++) {
    session ??= openSession(deps, work, firstSendUntil(running.context.operation, deps.limits));
    running = await perform(deps, running.context, running.effect, { ...work, session });
    session = undefined;
  }
  return running.context;
}

/** `until`: what moves money may leave until then only. */
export function openSession<C extends BaseCredentials>(
  { sessions, clock }: RunnerDeps<C>,
  { account, invocation }: Pick<Work<C>, 'account' | 'invocation'>,
  until?: EpochMs,
): SessionHandle {
  return sessions.open(account, toLimits(invocation, clock, until));
}

function toLimits(
  { signal, deadline, isBackground = false }: Invocation,
  clock: Clock,
  until: EpochMs = deadline,
): CallLimits {
  const mayMoveMoney = () => !signal.aborted && clock() < Math.min(deadline, until);
  return { signal, deadline, isBackground, mayMoveMoney };
}

type WithSession<C> = Work<C> & { readonly session: SessionHandle };

/** One effect, and the transition that follows from it. The session goes back while the ledger is written. */
async function perform<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  context: OperationContext,
  effect: Effect,
  { session, owner, invocation, account }: WithSession<C>,
): Promise<Running> {
  const { gates, clock, log } = deps;
  const recorder = new ExchangeRecorder(session, clock);
  const [raw, gate] = await Promise.all([
    toInput(deps, context, effect, { recorder, credentials: account.credentials }),
    gates.find(context.payment.merchantId),
  ]);
  const input = redactInput(raw, session);
  const trail = {
    at: clock(),
    by: invocation.trigger,
    step: toStep(effect),
    result: resultOf(input),
    requests: recorder.requests,
    requester: invocation.requester,
  };
  const [running] = await Promise.all([
    decide(deps, context, input, { owner, invocation, gate, trail }),
    session.close(),
  ]);
  logStep(log, running.context, input);
  return running;
}

/** Does what the effect says at the provider. */
async function toInput<C extends BaseCredentials>(
  { connector, clock, log }: RunnerDeps<C>,
  { payment, operation }: OperationContext,
  effect: Effect,
  { recorder, credentials }: { readonly recorder: ExchangeRecorder; readonly credentials: C },
): Promise<Input> {
  const send = recorder.send.bind(recorder);
  if (effect === 'send') {
    const number = operation.attempts.at(-1)?.number ?? 0;
    return { type: 'attempt', number, result: await attempt(connector, toOrder(payment, operation), send) };
  }
  const beganAt = clock();
  const options = toInquiryOptions(operation);
  const inquiry = await inquire(connector, payment, options, { send, log, credentials });
  return effect === 'preflight' ? { type: 'preflight', inquiry } : { type: 'inquiry', inquiry, beganAt };
}

function toStep(effect: Effect): TrailEntry['step'] {
  if (effect === 'send') return 'attempt';
  return effect === 'inquire' ? 'inquiry' : 'preflight';
}

function resultOf(input: Input): string {
  if (input.type === 'attempt') return input.result.status;
  if (input.type !== 'inquiry' && input.type !== 'preflight') return input.type;
  const { inquiry } = input;
  return inquiry.is === 'snapshot' ? inquiry.snapshot.status : inquiry.is;
}

/** With what an input is decided on. */
export type Decision = {
  /** Empty where nobody holds a lease: only proof of success counts then. */
  readonly owner: string;
  readonly invocation: Invocation;
  readonly gate: SendGate;
  /** What was done, for the trail of the operation. */
  readonly trail?: Omit<TrailEntry, 'state'>;
};

/**
 * Decides on an input and saves what follows, on whatever the payment is by then. When the ledger gives no answer the
 * operation is given as it was last seen, marked as such.
 */
export async function decide<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  { payment, operation }: OperationContext,
  input: Input,
  decision: Decision,
): Promise<Running> {
  let step: Step | undefined;
  try {
    const changed = await deps.ledger.change(payment, (current) => {
      const found = findOperation(current, operation.id);
      if (!current || !found) return undefined;
      step = decideOn(found, input, decision, toTransitionContext(deps, current, found, decision));
      if (!step) return undefined;
      const [event] = step.events;
      const saved = withTrail(step.operation, decision.trail);
      return {
        payment: withOperation(current, saved),
        event: event && { operation: saved, name: event },
      };
    });
    const context = toOperationContext(changed, operation.id);
    return { context, effect: isHeldBy(context.operation, decision.owner) ? step?.effect : undefined };
  } catch (error) {
    deps.log.error('change_not_saved', { operation: operation.id, error: nameOfError(error) });
    return { context: { payment, operation, isStale: true } };
  }
}

/** Where the kill switch is not open, what would be sent waits, and what was never sent does not run out of time. */
function decideOn(
  operation: Operation,
  input: Input,
  { gate }: Decision,
  context: TransitionContext,
): Step | undefined {
  const step = transition(operation, input, context);
  const isUnsent = step !== undefined && input.type === 'claim' && operation.state === 'accepted';
  if (gate === 'open' || !(isUnsent || step?.effect === 'send')) return step;
  return transition(operation, { type: 'gate', gate }, context);
}

export function toTransitionContext<C extends BaseCredentials>(
  { connector, gates, clock, random, limits }: RunnerDeps<C>,
  payment: Parameters<typeof othersOf>[0],
  { id }: Pick<Operation, 'id'>,
  { owner, invocation }: Pick<Decision, 'owner' | 'invocation'>,
): TransitionContext {
  return {
    now: clock(),
    random: random(),
    owner,
    leaseExpiresAt: invocation.deadline + LEASE_MARGIN_MS,
    rules: connector,
    limits,
    others: othersOf(payment, id),
    lost: gates.lost(),
  };
}

function isHeldBy(operation: Operation, owner: string): boolean {
  return owner !== '' && leaseOf(operation)?.owner === owner;
}
