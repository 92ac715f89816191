import * as z from 'zod/mini';
import { EstornoError } from '../domain/problem.ts';
import { readPaymentRef } from '../input/read-payment-ref.ts';
import type { Payment } from '../operation/payment.ts';
import { LISTED_STATES, listUnfinished } from '../operation/unfinished.ts';
import { nameOfError } from '../ports/log.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import { text, toView } from './operation-command.ts';
import type { OperatorDeps } from './operator-deps.ts';

/** A whole number of a place in a list. */
const place = z.number().check(z.int(), z.gte(0));

/** The most characters of the key of an item. */
const MAX_KEY = 256;

export const listSchema = z.object({
  command: z.literal('list'),
  state: z.enum(LISTED_STATES),
  after: z.optional(
    z.object({
      shard: place,
      after: z.optional(z.object({ payment: text.check(z.maxLength(MAX_KEY)), dueAt: place })),
    }),
  ),
});

export const showSchema = z.object({ command: z.literal('show'), merchantId: text, paymentId: text });

/** Unfinished operations of every merchant, a page at a time, and the keys of payments that could not be read. */
export async function list<C extends BaseCredentials>(
  { connector, store, log }: OperatorDeps<C>,
  { state, after }: z.infer<typeof listSchema>,
): Promise<object> {
  const page = await listUnfinished(store, { provider: connector.id, state, from: after });
  for (const { payment, error } of page.unreadable)
    log.error('not_listed', { payment, error: nameOfError(error) });
  const operations = page.operations.map(toView);
  return {
    // The index lags behind: what waits for nobody by now is left out.
    operations: operations.filter(({ action }) => state !== 'waiting_for_person' || action),
    unreadable: page.unreadable.map(({ payment }) => payment),
    next: page.next ?? null,
  };
}

/** Everything that the ledger keeps of a payment, trails included. It keeps no credential and no token. */
export async function show<C extends BaseCredentials>(
  { connector, ledger }: OperatorDeps<C>,
  command: z.infer<typeof showSchema>,
): Promise<Payment> {
  const payment = await ledger.read(readPaymentRef(command, connector));
  if (!payment) throw new EstornoError('payment_not_found', { detail: 'The ledger has no such payment.' });
  return payment;
}
