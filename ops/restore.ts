import * as z from 'zod';
import { PROVIDERS } from '../infra/providers.ts';
import { UsageError } from '../tools/script.ts';
import { readAnswer } from './answers.ts';
import type { Connection } from './connect.ts';
import type { Values } from './options.ts';
import { none, readInstant, readOne } from './read-words.ts';
import type { Lost, RestoreCommand } from './restore-command.ts';
import type { Result } from './result.ts';

/** Items in one invocation: each is one conditional write. */
const BATCH = 25;

/** After one more item, of at most 400 KB, a request is far below the 4 MB that the function of operators accepts. */
const BATCH_BYTES = 1024 * 1024;

const countsSchema = z.object({
  restored: z.number(),
  open: z.number(),
  kept: z.number(),
  unreadable: z.array(z.string()),
});

type Counts = z.infer<typeof countsSchema>;

/** `restore begin|copy|end`. @throws UsageError */
export function readRestore(
  { table, from, until }: Values,
  [word = '', ...rest]: readonly string[],
): RestoreCommand {
  none(rest);
  const action = readOne('The action of "restore"', word, ['begin', 'copy', 'end']);
  if (action === 'end') return { name: 'restore', action };
  const lost = { from: readInstant('--from', from), until: readInstant('--until', until) };
  if (lost.from > lost.until) throw new UsageError('--from is after --until.');
  if (action === 'begin') return { name: 'restore', action, ...lost };
  if (!table)
    throw new UsageError('--table is required: the table to which the ledger was restored, at --from.');
  return { name: 'restore', action, table, ...lost };
}

/** @throws OpsError */
export async function runRestore(command: RestoreCommand, connection: Connection): Promise<Result> {
  switch (command.action) {
    case 'begin':
      return begin(command, connection);
    case 'copy':
      return copy(command, connection);
    case 'end':
      return end(connection);
  }
}

async function begin({ from, until }: Lost, connection: Connection): Promise<Result> {
  const providers = deployed(connection);
  for (const provider of providers)
    await connection.invoke(provider, { command: 'begin-recovery', from, until });
  return {
    json: { providers, from, until },
    text:
      `Recovery has begun at ${providers.join(', ')}: within a minute nothing is sent before an inquiry, and what a lost ` +
      'record may have sent already waits for a person.',
  };
}

async function end(connection: Connection): Promise<Result> {
  const providers = deployed(connection);
  for (const provider of providers) await connection.invoke(provider, { command: 'end-recovery' });
  return { json: { providers }, text: `Recovery has ended at ${providers.join(', ')}.` };
}

async function copy(
  { table, from, until }: Extract<RestoreCommand, { action: 'copy' }>,
  connection: Connection,
): Promise<Result> {
  const providers = deployed(connection);
  const waiting = new Map<string, unknown[]>(providers.map((provider) => [provider, []]));
  const total: Counts = { restored: 0, open: 0, kept: 0, unreadable: [] };
  const flush = async (provider: string) => {
    const items = waiting.get(provider)?.splice(0) ?? [];
    if (items.length === 0) return;
    const event = { command: 'restore', from, until, items } as const;
    add(total, readAnswer(countsSchema, await connection.invoke(provider, event)));
  };
  for await (const item of connection.scan(table)) {
    if (isSwitches(item)) continue;
    const batch = waiting.get(String(item.provider));
    if (!batch) total.unreadable.push(String(item.payment));
    else if (batch.push(item) === BATCH || toBytes(batch) > BATCH_BYTES) await flush(String(item.provider));
  }
  for (const provider of providers) await flush(provider);
  return { json: total, text: toCopiedText(total) };
}

function toBytes(items: readonly unknown[]): number {
  return Buffer.byteLength(JSON.stringify(items));
}

/** The kill switches of the copy are old: those of the ledger count. */
function isSwitches({ payment }: Readonly<Record<string, unknown>>): boolean {
  return String(payment).startsWith('*#');
}

function add(total: Counts, more: Counts): void {
  total.restored += more.restored;
  total.open += more.open;
  total.kept += more.kept;
  total.unreadable.push(...more.unreadable);
}

function toCopiedText({ restored, open, kept, unreadable }: Counts): string {
  const rest =
    unreadable.length === 0
      ? ''
      : `\nNot restored, because they cannot be read or their provider is not deployed: ${unreadable.join(', ')}.`;
  return (
    `${restored} payments were restored, of which ${open} are unfinished; ` +
    `${kept} are in the ledger already, and stay as they are.${rest}`
  );
}

function deployed({ has }: Connection): readonly string[] {
  return PROVIDERS.map(({ id }) => id).filter((id) => has(id));
}
