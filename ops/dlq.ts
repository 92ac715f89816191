import * as z from 'zod';
import { PROVIDERS, toCommandsOutput, toDeadLettersOutput, UNROUTED } from '../infra/providers.ts';
import { isProblemCode, mayBeginLater } from '../shared/domain/problem.ts';
import type { Command, DeadLetterQueueName } from './command.ts';
import type { Connection } from './connect.ts';
import type { DeadLetter } from './dead-letters.ts';
import { OpsError } from './ops-error.ts';
import { aboutRelay, republishSetAside } from './relay-letters.ts';
import type { Result } from './result.ts';
import { toTable } from './table.ts';
import { toJson } from './to-json.ts';

type Asked = Extract<Command, { readonly name: 'dlq' }>;

/** The fields of a command's envelope that may be shown; its key and its other fields are not. */
const commandSchema = z.object({
  id: z.string().optional(),
  source: z.string().optional(),
  'detail-type': z.string().optional(),
  detail: z
    .looseObject({
      merchantId: z.string().optional().catch(undefined),
      provider: z.string().optional().catch(undefined),
      paymentId: z.string().optional().catch(undefined),
    })
    .optional()
    .catch(undefined),
});

/** Shows dead-letter messages, moves commands back to their queues, or removes one message. */
export async function runDlq({ action, queues, messageId }: Asked, connection: Connection): Promise<Result> {
  const results: { queue: DeadLetterQueueName; json: object; text: string }[] = [];
  for (const queue of queues) {
    const url = connection.output(toDeadLettersOutput(queue));
    results.push({ queue, ...(await work(queue, url)) });
  }
  return {
    json: Object.fromEntries(results.map(({ queue, json }) => [queue, json])),
    text: results.map(({ text }) => text).join('\n\n'),
  };

  function work(queue: DeadLetterQueueName, url: string) {
    if (action === 'show') return show(queue, url, connection);
    if (action === 'remove') return remove(queue, url, messageId ?? '', connection);
    return queue === 'commands' ? redrive(url, connection) : republishSetAside(url, connection);
  }
}

async function show(queue: DeadLetterQueueName, url: string, { deadLetters }: Connection) {
  const letters = await deadLetters.take(url);
  await deadLetters.release(url, letters);
  const count = await deadLetters.count(url);
  const seen = letters.map((letter) => ({
    ...{ id: letter.id, sentAt: letter.sentAt, receives: letter.receives },
    ...{ problem: letter.problem ?? '', detail: letter.detail ?? '' },
    about: queue === 'commands' ? aboutCommand(letter) : aboutRelay(letter),
  }));
  const rows = seen.map(({ id, sentAt, problem, detail, about }) => [
    ...[id, sentAt, problem, detail],
    Object.values(about).join(' '),
  ]);
  const table =
    rows.length === 0 ? '' : `\n${toTable(['MESSAGE', 'SENT', 'PROBLEM', 'DETAIL', 'ABOUT'], rows)}`;
  return { json: { count, messages: seen }, text: `${queue}: ${count} dead-letter messages.${table}` };
}

/** Moves back what may succeed now. What the function refused as no command would be refused again. */
async function redrive(url: string, connection: Connection) {
  const { deadLetters } = connection;
  const letters = await deadLetters.take(url);
  const movable = letters.filter(mayBeRetried);
  const kept = letters.filter((letter) => !mayBeRetried(letter));
  for (const letter of movable)
    await deadLetters.move(url, connection.output(queueOf(letter, connection)), letter);
  await deadLetters.release(url, kept);
  const rest =
    kept.length === 0
      ? ''
      : ` ${kept.length} stay: they are not valid commands, and their producer has to be corrected ("dlq remove" removes one).`;
  const text = `commands: ${movable.length} were moved back to their queues.${rest}`;
  return { json: { redriven: movable.length, kept: kept.length }, text };
}

/** A command that was published as failed is never executed. */
function mayBeRetried({ problem }: DeadLetter): boolean {
  return problem === undefined || (isProblemCode(problem) && mayBeginLater(problem));
}

async function remove(queue: DeadLetterQueueName, url: string, id: string, { deadLetters }: Connection) {
  const letters = await deadLetters.take(url);
  const found = letters.find((letter) => letter.id === id);
  if (found) await deadLetters.remove(url, found);
  await deadLetters.release(
    url,
    letters.filter((letter) => letter !== found),
  );
  if (!found)
    throw new OpsError(`No dead-letter message of ${queue} has the id ${id}. "dlq show" lists them.`);
  return { json: { removed: id }, text: `${queue}: ${id} was removed.` };
}

function aboutCommand({ body }: DeadLetter): Record<string, string> {
  const { data } = commandSchema.safeParse(toJson(body));
  const { merchantId, provider, paymentId } = data?.detail ?? {};
  const words = { command: data?.id, type: data?.['detail-type'], merchantId, provider, paymentId };
  return Object.fromEntries(
    Object.entries(words).flatMap(([name, word]) => (word ? [[name, word.slice(0, 64)]] : [])),
  );
}

/** The queue of the command's provider, as the rules of the bus choose it: a provider that the stack lacks has none. */
function queueOf({ body }: DeadLetter, { has }: Connection): string {
  const { provider } = commandSchema.safeParse(toJson(body)).data?.detail ?? {};
  return toCommandsOutput(PROVIDERS.find(({ id }) => id === provider && has(id)) ?? UNROUTED);
}
