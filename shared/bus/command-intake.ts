import { type CorrelationId, fromTraceHeader } from '../domain/correlation.ts';
import { readInquiryRequest } from '../domain/inquiry-request.ts';
import { EstornoError, mayBeginLater } from '../domain/problem.ts';
import type { Clock } from '../domain/time.ts';
import { toRefusedEvent } from '../events/refused-command.ts';
import { toReason } from '../input/to-reason.ts';
import type { Command } from '../operation/command.ts';
import type { Invocation } from '../operation/runner.ts';
import type { CommandMessage, CommandQueue } from '../ports/command-queue.ts';
import type { EventBus } from '../ports/event-bus.ts';
import { type Log, nameOfError } from '../ports/log.ts';
import { type Envelope, readEnvelope, requireAgreement } from './read-envelope.ts';
import { isMalformed } from './refusals.ts';
import { type InquiryDeps, takeInquiry } from './take-inquiry.ts';

/** Seconds until a command is delivered again: the first time, and at most. Twice as long each time. */
const FIRST_DELAY_S = 30;
const MAX_DELAY_S = 3600;

export type IntakeDeps = {
  /** @throws EstornoError for what is not a valid command */
  readonly readCommand: (kind: Command['kind'], detail: unknown) => Command;
  /** Begins the operation that a command asks for. Returns when the ledger has it, whatever its state. */
  readonly begin: (command: Command, invocation: Invocation) => Promise<unknown>;
  /** Makes an inquiry that this function left to itself. Absent where it leaves none. */
  readonly inquire?: InquiryDeps['inquire'] | undefined;
  /** Milliseconds that must be left for one more command. */
  readonly roomMs: number;
  /** How often a message is received before its queue gives it up. */
  readonly maxReceives: number;
  readonly queue: CommandQueue;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly log: Log;
};

/**
 * Takes commands from the bus. One is done when the ledger has its operation, when its refusal, which is final, is published,
 * or when it is set aside for people; until then it is delivered again, and a duplicate changes nothing.
 * @returns the messages to be delivered again
 */
export async function takeCommands(
  deps: IntakeDeps,
  messages: readonly CommandMessage[],
  invocation: Invocation,
): Promise<readonly CommandMessage[]> {
  const done = await Promise.all(messages.map((message) => take(deps, message, invocation)));
  return messages.filter((_, at) => !done[at]);
}

/** Whether it is done. Never throws: what becomes of one message is nothing to the others. */
async function take(deps: IntakeDeps, message: CommandMessage, invocation: Invocation): Promise<boolean> {
  const { queue, log, inquire } = deps;
  const { messageId, receives } = message;
  const ref = inquire && readInquiryRequest(message.body);
  if (ref) return takeInquiry({ ...deps, inquire }, message, ref, invocation);
  try {
    await carryOut(deps, message, invocation);
    return true;
  } catch (error) {
    const delay = toDelay(receives);
    log.info('command_delayed', { messageId, reason: nameOfError(error), receives, delay });
    // Without a delay of its own it is delivered again when the queue's visibility timeout ends.
    await queue.delay(message, delay).catch((why: unknown) => {
      log.error('command_not_delayed', { messageId, error: nameOfError(why) });
    });
    return false;
  }
}

/** @throws what makes the message be delivered again */
async function carryOut(deps: IntakeDeps, message: CommandMessage, invocation: Invocation): Promise<void> {
  const { readCommand, begin, roomMs, clock } = deps;
  if (invocation.signal.aborted || invocation.deadline - clock() < roomMs) throw new OutOfTime();
  let envelope: Envelope | undefined;
  try {
    envelope = readEnvelope(message.body);
    const command = readCommand(envelope.kind, envelope.detail);
    requireAgreement(command, envelope);
    const { source } = envelope;
    const correlationId = correlationIdOf(message, envelope);
    await begin(command, { ...invocation, correlationId, requester: { source } });
  } catch (error) {
    if (!(error instanceof EstornoError)) throw error;
    if (!mayBeginLater(error.name)) await refuse(deps, message, envelope, error);
    else if (message.receives < deps.maxReceives) throw error;
    else await giveUp(deps, message, error);
  }
}

/**
 * The queue would make it a dead-letter message after this, without a reason. People can have it delivered again, so that no
 * event says that it failed: its producer may ask for the same under another key after that.
 */
async function giveUp(
  { queue, log }: IntakeDeps,
  message: CommandMessage,
  error: EstornoError,
): Promise<void> {
  const { messageId, receives } = message;
  await queue.setAside(message, { problem: error.name, detail: toReason(error) });
  log.info('command_given_up', { messageId, receives, code: error.name });
}

/** The event first: published twice it is the same event, while a message set aside twice is two messages. */
async function refuse(
  { bus, queue, log }: IntakeDeps,
  message: CommandMessage,
  envelope: Envelope | undefined,
  error: EstornoError,
): Promise<void> {
  if (envelope) {
    const correlationId = correlationIdOf(message, envelope);
    const refused = await bus.put([{ ...toRefusedEvent(envelope.about, error), correlationId }]);
    if (refused.length > 0) throw new EventNotTaken();
  }
  if (isMalformed(error)) await queue.setAside(message, { problem: error.name, detail: toReason(error) });
  log.info('command_refused', {
    messageId: message.messageId,
    command: envelope?.about.commandId,
    code: error.name,
  });
}

/** By the producer's own trace, where it says one; else by the event that brought the command. */
function correlationIdOf({ traceHeader }: CommandMessage, { about }: Envelope): CorrelationId {
  return fromTraceHeader(traceHeader) ?? about.commandId;
}

function toDelay(receives: number): number {
  return Math.min(FIRST_DELAY_S * 2 ** (receives - 1), MAX_DELAY_S);
}

/** Too little time is left of the invocation to begin. */
class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** The bus answered, and did not take the event. */
class EventNotTaken extends Error {
  override readonly name = 'EventNotTaken';
}
