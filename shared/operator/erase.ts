import * as z from 'zod/mini';
import { EstornoError } from '../domain/problem.ts';
import { ALL_MERCHANTS, type SwitchChange, withoutChangesBefore } from '../domain/switches.ts';
import { toInstant } from '../domain/time.ts';
import { readPaymentRef } from '../input/read-payment-ref.ts';
import { isFinal } from '../operation/operation.ts';
import type { Invocation } from '../operation/runner.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { changeSwitches } from './change-switches.ts';
import { decideForPerson, refuse, text } from './operation-command.ts';
import type { OperatorDeps } from './operator-deps.ts';
import { requirePrincipal } from './principal.ts';

const instant = z.number().check(z.int(), z.gte(0));

export const eraseSchema = z.object({
  command: z.literal('erase'),
  merchantId: text,
  paymentId: text,
  /** Of one operation only. @default of all that are final */
  operationId: z.optional(text),
  /** Only of what ended before this instant, in epoch milliseconds. */
  before: z.optional(instant),
  /** What a person recorded and who, too. */
  audit: z.boolean(),
});

export const eraseSwitchHistorySchema = z.object({
  command: z.literal('erase-switch-history'),
  before: instant,
});

/**
 * Erases the texts of people in the final operations of a payment. What is not final needs them, and is left alone.
 * @throws EstornoError operation_not_found
 */
export async function erase<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  { operationId, before = Number.POSITIVE_INFINITY, audit, ...place }: z.infer<typeof eraseSchema>,
  invocation: Invocation,
): Promise<object> {
  const payment = await deps.ledger.read(readPaymentRef(place, deps.connector));
  if (!payment) throw new EstornoError('operation_not_found');
  const asked = payment.operations.filter(({ id }) => operationId === undefined || id === operationId);
  const due = asked.filter((operation) => isFinal(operation) && operation.completedAt < before);
  if (operationId !== undefined && due.length === 0)
    throw refuse('The operation is not final, or ended later, or is not there: nothing was erased.');
  for (const operation of due)
    await decideForPerson(deps, { payment, operation }, { type: 'erase', audit }, invocation);
  deps.log.info('erased', { payment: payment.payment, count: due.length });
  return { erased: due.length, left: asked.length - due.length };
}

/** Erases who turned switches and why, before an instant. What is switched off stays so, with its reason. */
export async function eraseSwitchHistory<C extends BaseCredentials>(
  { connector, switchStore, clock }: OperatorDeps<C>,
  { before }: z.infer<typeof eraseSwitchHistorySchema>,
  invocation: Invocation,
): Promise<object> {
  const change: SwitchChange = {
    ...{ merchant: ALL_MERCHANTS, to: 'history_erased', at: clock(), by: requirePrincipal(invocation) },
    reason: `What was changed before ${toInstant(before)}.`,
  };
  let erased = 0;
  await changeSwitches(switchStore, connector.id, (switches) => {
    erased = switches.changes.filter(({ at }) => at < before).length;
    return erased > 0 ? withoutChangesBefore(switches, before, change) : undefined;
  });
  return { provider: connector.id, erased };
}
