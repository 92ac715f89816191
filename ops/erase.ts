import * as z from 'zod';
import { PROVIDERS } from '../infra/providers.ts';
import { UsageError } from '../tools/script.ts';
import { readAnswer } from './answers.ts';
import type { Connection } from './connect.ts';
import type { EraseCommand } from './erase-command.ts';
import { hasPlace } from './operation-ref.ts';
import type { Values } from './options.ts';
import { none, readInstant, readRef } from './read-words.ts';
import type { Result } from './result.ts';

/** The name of the ledger's table, among the outputs of the stack. */
export const LEDGER_TABLE_OUTPUT = 'LedgerTableName';

const countsSchema = z.object({ erased: z.number(), left: z.number() });
const historySchema = z.object({ erased: z.number() });

const itemSchema = z.looseObject({ merchantId: z.string(), provider: z.string(), paymentId: z.string() });

/** `erase --operation REF`, or `erase --before INSTANT`. @throws UsageError */
export function readErase(
  { operation, before, audit = false }: Values,
  rest: readonly string[],
): EraseCommand {
  none(rest);
  if ((operation === undefined) === (before === undefined))
    throw new UsageError('erase requires either --operation or --before.');
  if (before !== undefined) return { name: 'erase', before: readInstant('--before', before), audit };
  const ref = readRef(operation);
  if (hasPlace(ref)) return { name: 'erase', place: ref, audit };
  throw new UsageError('--operation must be the link of the operation: only final ones are erased.');
}

/** @throws OpsError */
export async function runErase(command: EraseCommand, connection: Connection): Promise<Result> {
  if ('place' in command) {
    const { provider, ...place } = command.place;
    const event = { command: 'erase', ...place, audit: command.audit } as const;
    const counts = readAnswer(countsSchema, await connection.invoke(provider, event));
    return { json: counts, text: `The texts of the operation ${place.operationId} were erased.` };
  }
  return eraseBefore(command, connection);
}

/** All that ended before an instant: found with the permissions of the person who asks, erased by the functions. */
async function eraseBefore(
  { before, audit }: Extract<EraseCommand, { before: number }>,
  connection: Connection,
): Promise<Result> {
  const total = { payments: 0, erased: 0, left: 0, switchChanges: 0 };
  for await (const item of connection.scan(connection.output(LEDGER_TABLE_OUTPUT))) {
    const { data } = itemSchema.safeParse(item);
    if (!data || !connection.has(data.provider)) continue;
    const { provider, merchantId, paymentId } = data;
    const event = { command: 'erase', merchantId, paymentId, before, audit } as const;
    const { erased, left } = readAnswer(countsSchema, await connection.invoke(provider, event));
    total.payments++;
    total.erased += erased;
    total.left += left;
  }
  if (audit) total.switchChanges = await eraseSwitchHistories(before, connection);
  const { payments, erased, left, switchChanges } = total;
  const history = audit ? ` ${switchChanges} changes of switches were erased.` : '';
  return {
    json: total,
    text: `${payments} payments: the texts of ${erased} operations were erased; ${left} are newer or not final.${history}`,
  };
}

async function eraseSwitchHistories(before: number, connection: Connection): Promise<number> {
  let sum = 0;
  for (const { id } of PROVIDERS.filter((provider) => connection.has(provider.id))) {
    const event = { command: 'erase-switch-history', before } as const;
    sum += readAnswer(historySchema, await connection.invoke(id, event)).erased;
  }
  return sum;
}
