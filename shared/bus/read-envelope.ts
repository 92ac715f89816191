import * as z from 'zod/mini';
import { MERCHANT_ID } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { cutText } from '../domain/text.ts';
import type { RefusedCommand } from '../events/refused-command.ts';
import { parseInput } from '../input/parse-input.ts';
import type { Command } from '../operation/command.ts';

/** What the source of a merchant's events begins with; its id follows. */
const SOURCE_PREFIX = 'estorno.merchant.';

/** How long a text may be to be in the event of a refusal. */
const MAX_ECHO = 255;

/** What all events of a bus have: the bus states who sent it, and the sender states what is in the detail. */
const envelopeSchema = z.object({
  id: z.string('must be the id of an event').check(z.regex(/^[\w-]{1,64}$/, 'must be the id of an event')),
  source: z.string('must be text'),
  'detail-type': z.enum(
    ['PaymentCancellationRequested', 'PaymentRefundRequested'],
    'must be PaymentCancellationRequested or PaymentRefundRequested',
  ),
  detail: z.unknown(),
});

/** A command as the bus brought it. `about`: what the event of its refusal can say of it. */
export type Envelope = {
  readonly kind: Command['kind'];
  readonly detail: unknown;
  /** Of the event, as its producer is permitted to use it. */
  readonly source: string;
  readonly about: RefusedCommand;
};

/** @throws EstornoError validation_failed for what is no command, so that no event can be about it */
export function readEnvelope(body: string): Envelope {
  const { id, source, detail, ...rest } = parseInput(envelopeSchema, parseJson(body));
  const kind = rest['detail-type'] === 'PaymentCancellationRequested' ? 'cancellation' : 'refund';
  const about = { commandId: id, kind, merchantId: toMerchantId(source), ...toEcho(detail) } as const;
  return { kind, detail, source: cutText(source, MAX_ECHO), about };
}

/** A producer may be held to the source of its merchant, so a command must be for that merchant. @throws EstornoError forbidden */
export function requireAgreement({ merchantId }: Command, { about }: Envelope): void {
  if (merchantId === about.merchantId) return;
  throw new EstornoError('forbidden', {
    detail: `A command for the merchant ${merchantId} must have the source ${SOURCE_PREFIX}${merchantId}.`,
  });
}

function toMerchantId(source: string): string | null {
  const merchantId = source.startsWith(SOURCE_PREFIX) ? source.slice(SOURCE_PREFIX.length) : '';
  return MERCHANT_ID.test(merchantId) ? merchantId : null;
}

const detailSchema = z.catch(z.looseObject({}), {});

function toEcho(detail: unknown) {
  const { provider, paymentId, idempotencyKey } = detailSchema.parse(detail);
  return {
    provider: toText(provider),
    paymentId: toText(paymentId),
    idempotencyKey: toText(idempotencyKey),
  };
}

function toText(value: unknown): string | null {
  return typeof value === 'string' && value.length <= MAX_ECHO ? cutText(value, MAX_ECHO) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
