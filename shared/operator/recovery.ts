import * as z from 'zod/mini';
import { toPaymentKey } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { type LostRecords, newSwitches, withLost } from '../domain/switches.ts';
import { toInstant } from '../domain/time.ts';
import { openOperation, type Payment, parsePayment } from '../operation/payment.ts';
import { toRestored } from '../operation/restored.ts';
import { nameOfError } from '../ports/log.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { refuse } from './operation-command.ts';
import type { OperatorDeps } from './operator-deps.ts';

/** Tries to save where others turn a switch at the same time. */
const MAX_TRIES = 5;

/** The most items of one command. */
const MAX_ITEMS = 25;

const instant = z.number().check(z.int(), z.gte(0));

const lostShape = { from: instant, until: instant };

export const beginRecoverySchema = z.object({ command: z.literal('begin-recovery'), ...lostShape });

export const endRecoverySchema = z.object({ command: z.literal('end-recovery') });

export const restoreSchema = z.object({
  command: z.literal('restore'),
  ...lostShape,
  items: z.array(z.unknown()).check(z.maxLength(MAX_ITEMS)),
});

/** From now on nothing is sent before an inquiry, and nothing that records which are lost may have sent already. */
export async function beginRecovery<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  { from, until }: z.infer<typeof beginRecoverySchema>,
): Promise<object> {
  if (from > until) throw refuse('`from` is after `until`.');
  await saveLost(deps, { from, until });
  return { provider: deps.connector.id, from: toInstant(from), until: toInstant(until) };
}

export async function endRecovery<C extends BaseCredentials>(deps: OperatorDeps<C>): Promise<object> {
  await saveLost(deps, undefined);
  return { provider: deps.connector.id };
}

async function saveLost<C extends BaseCredentials>(
  { connector, switchStore, gates, log }: OperatorDeps<C>,
  lost: LostRecords | undefined,
): Promise<void> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const before = (await switchStore.read(connector.id)) ?? newSwitches(connector.id);
    if (!(await switchStore.save(withLost(before, lost)))) continue;
    gates.forget();
    log.info(lost ? 'recovery_begun' : 'recovery_ended', { provider: connector.id });
    return;
  }
  throw new EstornoError('internal_error', {
    outcome: 'not_applied',
    detail: 'Too many others turned a switch at the same time. Try again.',
  });
}

/**
 * Puts payments of an older copy into the ledger, where it has no record of them; what it has is newer, and stays.
 * @returns how many were put, how many of them are open, how many the ledger has, and the keys of those that cannot be read
 */
export async function restore<C extends BaseCredentials>(
  { connector, store, switchStore, clock, newId, log }: OperatorDeps<C>,
  { from, until, items }: z.infer<typeof restoreSchema>,
): Promise<object> {
  const { lost } = (await switchStore.read(connector.id)) ?? {};
  if (lost?.from !== from || lost.until !== until)
    throw refuse('Recovery has not begun for these instants, so nothing was put into the ledger.');
  const counts = { restored: 0, open: 0, kept: 0 };
  const unreadable: string[] = [];
  for (const item of items) {
    const payment = readPayment(item, connector.id);
    if ('unreadable' in payment) {
      log.error('not_restored', { payment: payment.unreadable, error: payment.error });
      unreadable.push(payment.unreadable);
      continue;
    }
    const restored = toRestored(payment, { lost, rules: connector, now: clock(), saveId: newId() });
    const { saved } = await store.save(restored);
    if (saved) counts.restored++;
    else counts.kept++;
    if (saved && openOperation(restored)) counts.open++;
  }
  log.info('restored', { provider: connector.id, count: counts.restored, left: counts.kept });
  return { ...counts, unreadable };
}

const keySchema = z.object({ payment: z.string() });

function readPayment(
  item: unknown,
  provider: string,
): Payment | { readonly unreadable: string; readonly error: string } {
  const unreadable = keySchema.safeParse(item).data?.payment ?? 'unknown';
  try {
    const payment = parsePayment(item);
    if (payment.provider === provider && payment.payment === toPaymentKey(payment)) return payment;
    return { unreadable, error: 'other_provider' };
  } catch (error) {
    return { unreadable, error: nameOfError(error) };
  }
}
