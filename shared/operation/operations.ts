import { EstornoError } from '../domain/problem.ts';
import { nameOfError } from '../ports/log.ts';
import type { SessionHandle } from '../ports/sessions.ts';
import { RESERVE_MS } from '../provider/budgets.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { type FoundAccount, requireAccount } from './accounts.ts';
import { type Beginning, begin as beginOperation, findRepeated } from './begin.ts';
import { type Command, operationIdOf } from './command.ts';
import { logOperation } from './log-step.ts';
import { leaseOf } from './operation.ts';
import { type OperationContext, type Payment, toOperationContext } from './payment.ts';
import { OF_NOW_MS, readAgain } from './read-again.ts';
import {
  decide,
  type Invocation,
  openSession,
  type RunnerDeps,
  type Running,
  run,
  toTransitionContext,
  type Work,
} from './runner.ts';
import { requireOpenGate, type SendGate, toGateRefusal } from './send-gate.ts';
import { isClaimable } from './transition/claim.ts';
import type { Step } from './transition/enter.ts';

/** Milliseconds that must be left for an inquiry to be worth beginning. */
const INQUIRY_MS = 3_000;

export type Begun = OperationContext & { readonly replayed: boolean };

/**
 * Begins a cancellation or a refund and sends it; or, for a repeat, does what may be done now for the one that is there.
 * @throws EstornoError for all that is refused before anything is stored
 */
export async function begin<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  command: Command,
  invocation: Invocation,
): Promise<Begun> {
  const begun = await beginOrRepeat(deps, command, invocation);
  return logOperation(deps.log, begun, { replayed: begun.replayed });
}

async function beginOrRepeat<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  command: Command,
  invocation: Invocation,
): Promise<Begun> {
  refuseImpossible(deps, command);
  const [found, gate] = await Promise.all([
    deps.accounts.find(command.merchantId),
    deps.gates.find(command.merchantId),
  ]);
  const refusal = refusalToBegin(found, gate);
  if (refusal || found.is === 'missing') {
    const repeated = await findRepeat(deps, command, refusal);
    return { ...(await tryToResume(deps, repeated, invocation)), replayed: true };
  }
  const work = { owner: deps.newId(), account: found.account, invocation };
  // The session is asked for while the ledger is: neither waits for the other.
  const session = openSession(deps, work, command.request.notAfter);
  const saved = await saveBegin(deps, command, work).catch(async (error: unknown) => {
    await session.close();
    throw error;
  });
  if (saved.effect) return { ...(await run(deps, saved, work, session)), replayed: false };
  // A repeat goes on with this session: a login that was refused to it counts for the operation.
  if (saved.isRepeat)
    return { ...(await tryToResume(deps, saved.context, invocation, session)), replayed: true };
  await session.close();
  return { ...saved.context, replayed: false };
}

/** The switch first: nothing fails while it is off, for want of credentials neither. */
function refusalToBegin<C>(found: FoundAccount<C>, gate: SendGate): EstornoError | undefined {
  if (gate !== 'open') return toGateRefusal(gate);
  return found.is === 'missing' ? found.reason : undefined;
}

/** What cannot be begun now can have been begun before. @throws the reason where it was not */
async function findRepeat<C extends BaseCredentials>(
  { ledger }: RunnerDeps<C>,
  command: Command,
  reason: unknown,
): Promise<OperationContext> {
  const payment = await ledger.read(command);
  const operation = findRepeated(payment, command);
  if (payment && operation) return { payment, operation };
  throw reason;
}

/** The operation that the command began now, with what to do next; or that it had begun before, without. */
async function saveBegin<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  command: Command,
  { owner, invocation }: { readonly owner: string; readonly invocation: Invocation },
): Promise<Running & { readonly isRepeat: boolean }> {
  const beginning = toBeginning(deps, command, invocation);
  let began: Step | undefined;
  let isRepeat = false;
  const saved = deps.ledger.change('absent', (payment) => {
    const repeated = findRepeated(payment, command);
    // One that this call works on is its own save, of which the answer was lost.
    isRepeat = repeated !== undefined && leaseOf(repeated)?.owner !== owner;
    if (repeated) return undefined;
    const context = toTransitionContext(deps, payment, { id: operationIdOf(command) }, { owner, invocation });
    const { payment: changed, step } = beginOperation(payment, command, beginning, context);
    began = step;
    const [event] = step.events;
    return { payment: changed, event: event && { operation: step.operation, name: event } };
  });
  let payment: Payment | undefined;
  try {
    payment = await saved;
  } catch (error) {
    payment = await afterUnsavedBegin(deps, command, error);
    isRepeat = true;
  }
  const context = toOperationContext(payment, operationIdOf(command));
  return { context, isRepeat, effect: isRepeat ? undefined : began?.effect };
}

/** It can be refused for its time alone, before anything was read: it may have been begun in time. */
async function afterUnsavedBegin<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  command: Command,
  error: unknown,
): Promise<Payment> {
  if (error instanceof EstornoError) return (await findRepeat(deps, command, error)).payment;
  const detail =
    'The ledger gave no answer when the operation was to begin. Repeat the request with the same key to learn how it stands.';
  throw new EstornoError('internal_error', { outcome: 'unknown', detail }, { cause: error });
}

function toBeginning<C extends BaseCredentials>(
  { connector }: RunnerDeps<C>,
  { request }: Command,
  { trigger, requester, correlationId }: Invocation,
): Beginning {
  const clocks = request.capturedAt === undefined ? {} : { capturedAt: request.capturedAt };
  const { closing } = connector.windows(clocks, undefined).cancel;
  return { trigger, requester, correlationId, ...(closing && { window: closing }) };
}

/** @throws EstornoError not_cancelable */
function refuseImpossible<C extends BaseCredentials>({ connector }: RunnerDeps<C>, { kind }: Command): void {
  if (kind === 'refund' || connector.traits.void) return;
  const detail = `${connector.name} cancels no payments through this API: ask for a refund.`;
  throw new EstornoError('not_cancelable', { detail, suggestion: 'refund' });
}

/**
 * Claims an open operation on which nobody is at work, inquires, and sends only what the protocol allows.
 * @throws EstornoError merchant_not_configured, provider_disabled, internal_error
 */
export async function resume<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  context: OperationContext,
  invocation: Invocation,
  how: { readonly asked: boolean },
): Promise<OperationContext> {
  const claimed = await claim(deps, context, invocation, how);
  return logOperation(deps.log, claimed.work ? await run(deps, claimed, claimed.work) : claimed.context);
}

/** `work`: it was taken, and there is something to do. */
type Claimed<C> = Running & { readonly work?: Work<C> };

async function claim<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  context: OperationContext,
  invocation: Invocation,
  how: { readonly asked: boolean },
): Promise<Claimed<C>> {
  if (invocation.deadline - RESERVE_MS - deps.clock() < INQUIRY_MS) return { context };
  if (!isClaimable(context.operation, how, deps.clock())) return { context };
  const { merchantId } = context.payment;
  const [found, gate] = await Promise.all([deps.accounts.find(merchantId), deps.gates.find(merchantId)]);
  const isUnsent = context.operation.state === 'accepted';
  if (isUnsent && gate === 'unreadable') throw toGateRefusal(gate);
  // What waits for the switch needs no credentials to wait.
  if (found.is === 'missing' && !(isUnsent && gate === 'closed')) throw found.reason;
  const owner = deps.newId();
  const input = { type: 'claim', ...how } as const;
  const running = await decide(deps, context, input, { owner, invocation, gate });
  if (!running.effect || found.is === 'missing') return { context: running.context };
  return { ...running, work: { owner, account: found.account, invocation } };
}

/** The same for a caller who asks: where nothing can be done now, the operation as it stands. */
export async function resumeIfPossible<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  context: OperationContext,
  invocation: Invocation,
): Promise<OperationContext> {
  return logOperation(deps.log, await tryToResume(deps, context, invocation));
}

/**
 * `session`: one that was asked for already. It is used, or closed. What was read a while ago, or before something failed,
 * is read again: others may have sent it since.
 */
async function tryToResume<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  context: OperationContext,
  invocation: Invocation,
  session?: SessionHandle,
): Promise<OperationContext> {
  const { clock, log } = deps;
  const beganAt = clock();
  const claimed = await claim(deps, context, invocation, { asked: true }).catch((error: unknown) => {
    log.error('not_resumed', { operation: context.operation.id, error: nameOfError(error) });
  });
  if (claimed?.work) return run(deps, claimed, claimed.work, session);
  await session?.close();
  const isOfNow = claimed && (claimed.context.isStale || clock() - beganAt < OF_NOW_MS);
  return isOfNow ? claimed.context : readAgain(deps, claimed?.context ?? context);
}

/** Inquires about an operation that waits for a person, for proof that it was done; nothing is sent. */
export async function prove<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  context: OperationContext,
  invocation: Invocation,
): Promise<OperationContext> {
  const account = requireAccount(await deps.accounts.find(context.payment.merchantId));
  // Without an owner only proof of success counts.
  const work = { owner: '', account, invocation };
  return logOperation(deps.log, await run(deps, { context, effect: 'inquire' }, work));
}

/** Refuses what `begin` would refuse, without storing or sending anything; else gives the payment as it is. */
export async function check<C extends BaseCredentials>(
  deps: RunnerDeps<C>,
  command: Command,
  invocation: Invocation,
): Promise<Payment | undefined> {
  refuseImpossible(deps, command);
  const payment = await deps.ledger.read(command);
  if (findRepeated(payment, command)) return payment;
  await requireOpenGate(deps.gates, command.merchantId);
  requireAccount(await deps.accounts.find(command.merchantId));
  const about = { id: operationIdOf(command) };
  const context = toTransitionContext(deps, payment, about, { owner: '', invocation });
  beginOperation(payment, command, toBeginning(deps, command, invocation), context);
  return payment;
}
