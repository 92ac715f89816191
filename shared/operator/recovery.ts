import * as z from 'zod/mini';
import { toPaymentKey } from '../domain/ids.ts';
import {
  ALL_MERCHANTS,
  type LostRecords,
  type SwitchChange,
  withChange,
  withLost,
} from '../domain/switches.ts';
import { toInstant } from '../domain/time.ts';
import { openOperation, type Payment, parsePayment } from '../operation/payment.ts';
import { toRestored } from '../operation/restored.ts';
import type { Invocation } from '../operation/runner.ts';
import { nameOfError } from '../ports/log.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { changeSwitches } from './change-switches.ts';
import { refuse } from './operation-command.ts';
import type { OperatorDeps } from './operator-deps.ts';
import { requirePrincipal } from './principal.ts';

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
  invocation: Invocation,
): Promise<object> {
  if (from > until) throw refuse('`from` is after `until`.');
  await saveLost(
    deps,
    { from, until },
    toChange(deps, 'recovery_begun', toPeriod({ from, until }), invocation),
  );
  return { provider: deps.connector.id, from: toInstant(from), until: toInstant(until) };
}

export async function endRecovery<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  invocation: Invocation,
): Promise<object> {
  await saveLost(deps, undefined, toChange(deps, 'recovery_ended', 'No records are missed.', invocation));
  return { provider: deps.connector.id };
}

async function saveLost<C extends BaseCredentials>(
  { connector, switchStore, gates, log }: OperatorDeps<C>,
  lost: LostRecords | undefined,
  change: SwitchChange,
): Promise<void> {
  await changeSwitches(switchStore, connector.id, (before) => withLost(before, lost, change));
  gates.forget();
  log.info(lost ? 'recovery_begun' : 'recovery_ended', { provider: connector.id });
}

function toChange<C extends BaseCredentials>(
  { clock }: OperatorDeps<C>,
  to: SwitchChange['to'],
  reason: string,
  invocation: Invocation,
): SwitchChange {
  return { merchant: ALL_MERCHANTS, to, reason, by: requirePrincipal(invocation), at: clock() };
}

function toPeriod({ from, until }: LostRecords): string {
  return `Records are missed from ${toInstant(from)} until ${toInstant(until)}.`;
}

/**
 * Puts payments of an older copy into the ledger, where it has no record of them; what it has is newer, and stays.
 * @returns how many were put, how many of them are open, how many the ledger has, and the keys of those that cannot be read
 */
export async function restore<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  { from, until, items }: z.infer<typeof restoreSchema>,
  invocation: Invocation,
): Promise<object> {
  const { connector, store, switchStore, clock, newId, log } = deps;
  const { lost } = (await switchStore.read(connector.id)) ?? {};
  if (lost?.from !== from || lost.until !== until)
    throw refuse('Recovery has not begun for these instants, so nothing was put into the ledger.');
  await noteRestore(deps, lost, invocation);
  const principal = requirePrincipal(invocation);
  const counts = { restored: 0, open: 0, kept: 0 };
  const unreadable: string[] = [];
  for (const item of items) {
    const payment = readPayment(item, connector.id);
    if ('unreadable' in payment) {
      log.error('not_restored', { payment: payment.unreadable, error: payment.error });
      unreadable.push(payment.unreadable);
      continue;
    }
    const by = { trigger: invocation.trigger, requester: { principal } };
    const restored = toRestored(payment, { lost, rules: connector, now: clock(), saveId: newId(), by });
    const { saved } = await store.save(restored);
    if (saved) counts.restored++;
    else counts.kept++;
    if (saved && openOperation(restored)) counts.open++;
  }
  log.info('restored', { provider: connector.id, count: counts.restored, left: counts.kept });
  return { ...counts, unreadable };
}

/** Once for all the commands that copy one table. */
async function noteRestore<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  lost: LostRecords,
  invocation: Invocation,
): Promise<void> {
  const change = toChange(deps, 'restored', toPeriod(lost), invocation);
  await changeSwitches(deps.switchStore, deps.connector.id, (before) => {
    const last = before.changes.at(-1);
    const isNoted = last?.to === change.to && last.by === change.by && last.reason === change.reason;
    return isNoted ? undefined : withChange(before, change);
  });
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
