import * as z from 'zod';
import { operationSchema, paymentSchema, readAnswer } from './answers.ts';
import type { Connection } from './connect.ts';
import type { DeadLetter } from './dead-letters.ts';
import { OpsError } from './ops-error.ts';
import type { ProviderFunctions } from './provider-functions.ts';
import { toJson } from './to-json.ts';

/** What the relay itself says of a record that it set aside. */
const asideSchema = z.object({
  payment: z.templateLiteral([z.string(), '#', z.string(), '#', z.string()]),
  operationId: z.string().optional(),
  reason: z.string(),
});

/**
 * What Lambda sends about a batch of the ledger's stream that it stopped retrying: its place in the stream.
 * @source docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
 */
const placeSchema = z.object({
  requestContext: z.object({ condition: z.string() }),
  DDBStreamBatchInfo: z.object({
    batchSize: z.number(),
    startSequenceNumber: z.string(),
    approximateArrivalOfFirstRecord: z.string().optional(),
    approximateArrivalOfLastRecord: z.string().optional(),
  }),
});

const shownSchema = z.object({ operations: z.array(z.looseObject({ id: z.string() })) });

type Aside = z.infer<typeof asideSchema>;

export function aboutRelay({ body }: DeadLetter): Record<string, string> {
  const message = toJson(body);
  const aside = asideSchema.safeParse(message).data;
  if (aside) return { reason: aside.reason, payment: aside.payment, operation: aside.operationId ?? '' };
  const { data } = placeSchema.safeParse(message);
  if (!data) return {};
  const { batchSize, startSequenceNumber, ...arrived } = data.DDBStreamBatchInfo;
  return {
    condition: data.requestContext.condition,
    records: String(batchSize),
    from: arrived.approximateArrivalOfFirstRecord ?? '',
    to: arrived.approximateArrivalOfLastRecord ?? '',
    sequence: startSequenceNumber,
  };
}

/**
 * Publishes the present state of the operations whose records the relay set aside, and removes their messages. An
 * interruption in between publishes twice, and loses nothing.
 */
export async function republishSetAside(url: string, connection: Connection) {
  const { deadLetters } = connection;
  const letters = await deadLetters.take(url);
  const kept: { readonly letter: DeadLetter; readonly why: string }[] = [];
  for (const letter of letters) {
    const why = await republish(asideSchema.safeParse(toJson(letter.body)).data, connection);
    if (why === undefined) await deadLetters.remove(url, letter);
    else kept.push({ letter, why });
  }
  await deadLetters.release(
    url,
    kept.map(({ letter }) => letter),
  );
  const redriven = letters.length - kept.length;
  const reasons = kept.map(({ letter, why }) => `\n  ${letter.id}: ${why}`).join('');
  const rest = kept.length === 0 ? '' : ` ${kept.length} stay:${reasons}`;
  return {
    json: { redriven, kept: kept.length },
    text: `relay: ${redriven} were published again.${rest}`,
  };
}

const NO_PAYMENT =
  'it names a place in the stream and no payment. Find the payments in the relay\'s log ("not_relayed") in the period ' +
  'that "dlq show --queue relay" shows, republish each operation with "republish --operation LINK", and remove the ' +
  'message with "dlq remove --queue relay --message ID".';

/** @returns why nothing was published; undefined where it was */
async function republish(
  aside: Aside | undefined,
  functions: ProviderFunctions,
): Promise<string | undefined> {
  if (!aside) return NO_PAYMENT;
  const [merchantId = '', provider = '', ...rest] = aside.payment.split('#');
  const place = { merchantId, paymentId: rest.join('#') };
  try {
    const ids = aside.operationId ? [aside.operationId] : await listIds(provider, place, functions);
    const refusals: OpsError[] = [];
    for (const operationId of ids)
      await republishOne(provider, { ...place, operationId }, functions).catch((error: unknown) => {
        if (!(error instanceof OpsError)) throw error;
        refusals.push(error);
      });
    return refusals.length === ids.length ? (refusals[0]?.message ?? 'it has no operations.') : undefined;
  } catch (error) {
    if (error instanceof OpsError) return error.message;
    throw error;
  }
}

async function listIds(
  provider: string,
  place: { readonly merchantId: string; readonly paymentId: string },
  functions: ProviderFunctions,
): Promise<readonly string[]> {
  const shown = await functions.invoke(provider, { command: 'show', ...place });
  return readAnswer(shownSchema, readAnswer(paymentSchema, shown)).operations.map(({ id }) => id);
}

async function republishOne(
  provider: string,
  place: { readonly merchantId: string; readonly paymentId: string; readonly operationId: string },
  functions: ProviderFunctions,
): Promise<void> {
  const event = { command: 'republish', ...place } as const;
  readAnswer(operationSchema, await functions.invoke(provider, event));
}
