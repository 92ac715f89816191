import { letpay } from '../../../functions/letpay/connector.ts';
import { type IntakeDeps, takeCommands } from '../../../shared/bus/command-intake.ts';
import { EstornoError, isProblemCode } from '../../../shared/domain/problem.ts';
import { createCommandReader, readCommand } from '../../../shared/input/read-command.ts';
import type { Command } from '../../../shared/operation/command.ts';
import type { CommandMessage } from '../../../shared/ports/command-queue.ts';
import { OPERATION_MS } from '../../../shared/provider/budgets.ts';
import { NOON } from '../sample-operation.ts';
import { createFakeBus, createFakeQueue, silentLog } from './fakes.ts';

export type Begin = IntakeDeps['begin'];

const reader = createCommandReader(letpay);

/** An intake whose ledger does what `begin` says, and what it did. */
export function createScene({
  begin = async () => undefined,
  bus = createFakeBus(),
  queue = createFakeQueue(),
  read = (kind, detail) => readCommand(reader, kind, detail),
  inquire,
  left = 28_000,
  signal = new AbortController().signal,
}: {
  begin?: Begin;
  bus?: ReturnType<typeof createFakeBus>;
  queue?: ReturnType<typeof createFakeQueue>;
  read?: IntakeDeps['readCommand'];
  inquire?: NonNullable<IntakeDeps['inquire']>;
  left?: number;
  signal?: AbortSignal;
} = {}) {
  const begun: Command[] = [];
  const inquired: object[] = [];
  const deps: IntakeDeps = {
    readCommand: read,
    begin: (command, invocation) => {
      begun.push(command);
      return begin(command, invocation);
    },
    ...(inquire && {
      inquire: (ref, invocation) => {
        inquired.push({ ref, trigger: invocation.trigger });
        return inquire(ref, invocation);
      },
    }),
    roomMs: OPERATION_MS,
    maxReceives: 10,
    queue: queue.queue,
    bus: bus.bus,
    clock: () => NOON,
    log: silentLog,
  };
  const take = async (...messages: CommandMessage[]) => {
    const again = await takeCommands(deps, messages, { signal, deadline: NOON + left, trigger: 'bus' });
    return again.map(({ messageId }) => messageId);
  };
  return { take, begun, inquired, published: bus.published, ...queue };
}

/** A ledger that refuses every command: with the problem of that code, or with an error of ours. */
export const refusing =
  (code: string): Begin =>
  async () => {
    throw isProblemCode(code) ? new EstornoError(code) : new Error(code);
  };
