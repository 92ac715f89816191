import { type EpochMs, SECOND_MS } from '../domain/time.ts';
import type { OperationContext } from '../operation/payment.ts';
import type { Invocation } from '../operation/runner.ts';
import { isDecided, waitUntilFinal } from '../operation/wait.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { ApiDeps } from './api-deps.ts';
import type { HttpEvent } from './http-event.ts';

/** A request that asks to wait ends so long after its arrival at the latest, whatever it waited for: in milliseconds. */
const LONGEST_REQUEST_MS = 25 * SECOND_MS;

/** When the gateway received the request, as far as that can be: in a queue before the function, time has passed already. */
export function arrivalOf({ requestContext: { timeEpoch } }: HttpEvent, now: EpochMs): EpochMs {
  return Math.max(now - LONGEST_REQUEST_MS, Math.min(timeEpoch ?? now, now));
}

/** The limits of a request that asks to wait, counted from its arrival. */
export function toWaitingInvocation(invocation: Invocation, arrivedAt: EpochMs): Invocation {
  return { ...invocation, deadline: Math.min(invocation.deadline, arrivedAt + LONGEST_REQUEST_MS) };
}

/** What a wait came to. `hasWaited`: or there was nothing to wait for. */
export type Waited = { readonly context: OperationContext; readonly hasWaited: boolean };

/** Waits until the operation is final, where not too many requests wait already. */
export async function waitIfPossible<C extends BaseCredentials>(
  deps: ApiDeps<C>,
  context: OperationContext,
  until: EpochMs,
  invocation: Invocation,
): Promise<Waited> {
  if (isDecided(context.operation)) return { context, hasWaited: true };
  const slot = await deps.waits?.take(context.payment.merchantId, invocation.deadline);
  if (deps.waits && !slot) return { context, hasWaited: false };
  try {
    return { context: await waitUntilFinal(deps, context, until, invocation), hasWaited: true };
  } finally {
    await slot?.release();
  }
}
