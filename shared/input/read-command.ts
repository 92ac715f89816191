import * as z from 'zod/mini';
import type { PaymentRef } from '../domain/ids.ts';
import type { Command } from '../operation/command.ts';
import {
  FIELD_NAMES,
  REQUEST_FIELDS,
  type RequestFields,
  toInputShape,
} from '../operation/request-fields.ts';
import { parseInput, requireIdempotencyKey, validationFailed } from './parse-input.ts';
import { type PaymentIdRule, readPaymentRef } from './read-payment-ref.ts';

type Kind = Command['kind'];

/** The provider's own object in a request, under the provider's name. */
type DetailsSchema = z.ZodMiniType<Command['details']>;

/** The part of a provider's connector that defines its commands. */
export type CommandRules = {
  readonly id: string;
  readonly paymentId: PaymentIdRule;
  readonly details?: DetailsSchema;
};

/** The body of a request, parsed. Beside these fields it can hold the provider's own object. */
export type RequestBody = RequestFields & {
  readonly currency?: 'BRL' | undefined;
  /** Says what would be sent; nothing is stored or sent. */
  readonly dryRun?: boolean | undefined;
};

/** How commands for one provider are read. Made once: to make the schemas takes longer than to use them. */
export type CommandReader = {
  readonly rules: CommandRules;
  readonly requestSchemas: Readonly<Record<Kind, z.ZodMiniType<RequestBody>>>;
  readonly addressSchema: z.ZodMiniType<Addressed>;
};

/** A command as one object, with its payment checked. */
type Addressed = Readonly<Record<string, unknown>> & {
  readonly merchantId: string;
  readonly provider: string;
  readonly paymentId: string;
};

export function createCommandReader(rules: CommandRules): CommandReader {
  const address = {
    merchantId: z.string('must be text'),
    provider: z.literal(rules.id, `must be "${rules.id}"`),
    paymentId: z.string('must be text'),
  };
  return {
    rules,
    requestSchemas: {
      cancellation: toRequestSchema(toInputShape('cancellation'), rules),
      refund: toRequestSchema({ ...toInputShape('refund'), strategy: toStrategySchema() }, rules),
    },
    addressSchema: z.looseObject(address, 'must be a JSON object'),
  };
}

function toStrategySchema(): z.ZodMiniType {
  const { input, describe } = REQUEST_FIELDS.strategy;
  return z._default(input, 'cancel_or_refund').check(z.describe(describe));
}

/** Unknown fields are refused: a misspelt `amount` must not cancel a whole payment. */
function toRequestSchema(
  fields: Readonly<Record<string, z.ZodMiniType>>,
  { id: provider, details }: CommandRules,
): z.ZodMiniType<RequestBody> {
  const shape = {
    ...fields,
    currency: z.optional(z.literal('BRL', 'must be "BRL"')),
    dryRun: z
      .optional(z.boolean('must be true or false'))
      .check(z.describe('Says what would be sent first; nothing is stored or sent.')),
    ...(details && { [provider]: details }),
  };
  return z.strictObject(shape, 'must be a JSON object');
}

/** A command from its parts, each of them read already, so that it is the same whatever way it came. */
export function toCommand(
  { rules }: CommandReader,
  kind: Kind,
  { ref, idempotencyKey, body }: { ref: PaymentRef; idempotencyKey: string; body: RequestBody },
): Command {
  const given = FIELD_NAMES.flatMap((name) =>
    body[name] === undefined ? [] : [[name, body[name]] as const],
  );
  const details = rules.details?.parse(Object.entries(body).find(([name]) => name === rules.id)?.[1]);
  const request: RequestFields = Object.fromEntries(given);
  return { ...ref, kind, idempotencyKey, request, ...(details && { details }) };
}

/**
 * A command that came as one object: `{ merchantId, provider, paymentId, idempotencyKey, …the body of a request }`.
 * @throws EstornoError validation_failed, idempotency_key_missing, idempotency_key_invalid
 */
export function readCommand(reader: CommandReader, kind: Kind, input: unknown): Command {
  const {
    merchantId,
    provider: _provider,
    paymentId,
    idempotencyKey: key,
    ...fields
  } = parseInput(reader.addressSchema, input);
  const ref = readPaymentRef({ merchantId, paymentId }, reader.rules);
  const idempotencyKey = requireIdempotencyKey(key, '`idempotencyKey`');
  if ('dryRun' in fields) throw validationFailed([NO_DRY_RUN]);
  const body = parseInput(reader.requestSchemas[kind], fields);
  return toCommand(reader, kind, { ref, idempotencyKey, body });
}

/** A command from the bus has no caller to whom a dry run could be shown. */
const NO_DRY_RUN = { pointer: '/dryRun', detail: 'only the HTTP API has a dry run: leave it out' };
