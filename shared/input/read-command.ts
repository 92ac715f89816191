import * as z from 'zod/mini';
import {
  type Command,
  cancellationRequestSchema,
  type DetailsSchema,
  STRATEGIES,
} from '../domain/command.ts';
import type { PaymentRef } from '../domain/ids.ts';
import { parseInput, requireIdempotencyKey, validationFailed } from './parse-input.ts';
import { type PaymentIdRule, readPaymentRef } from './read-payment-ref.ts';

/** What of a provider's connector says how its commands look. */
export type CommandRules = {
  readonly id: string;
  readonly paymentId: PaymentIdRule;
  readonly details?: DetailsSchema;
};

/** The body of a request, parsed; beside these fields it can hold the provider's own object. */
type Request = Omit<Partial<Command>, keyof PaymentRef | 'kind' | 'idempotencyKey' | 'details'>;

export type CommandReader = ReturnType<typeof createCommandReader>;

/** Reads commands for one provider, so that the same command is the same whatever way it came. */
export function createCommandReader(rules: CommandRules) {
  const { id: provider, details } = rules;
  const cancellation = cancellationRequestSchema(provider, details);
  const strategy = z._default(
    z.enum(STRATEGIES, `must be one of ${STRATEGIES.join(', ')}`),
    'cancel_or_refund',
  );
  const requestSchemas = { cancellation, refund: z.extend(cancellation, { strategy }) };
  const addressSchema = z.looseObject(
    {
      merchantId: z.string('must be text'),
      provider: z.literal(provider, `must be "${provider}"`),
      paymentId: z.string('must be text'),
    },
    'must be a JSON object',
  );

  return { requestSchemas, toCommand, readCommand };

  /** A command from its parts, each of them read already. */
  function toCommand(
    kind: Command['kind'],
    { ref, idempotencyKey, request }: { ref: PaymentRef; idempotencyKey: string; request: Request },
  ): Command {
    const { strategy, amount, reason, reference, capturedAt, notAfter } = request;
    const own = Object.entries(request).find(([name]) => name === provider)?.[1];
    const parsed = details?.safeParse(own);
    return {
      ...ref,
      kind,
      idempotencyKey,
      ...{ strategy, amount, reason, reference, capturedAt, notAfter },
      details: parsed?.success ? parsed.data : undefined,
    };
  }

  /**
   * A command that came in one piece: `{ merchantId, provider, paymentId, idempotencyKey, …the body of a request }`.
   * @throws EstornoError validation_failed, idempotency_key_missing, idempotency_key_invalid
   */
  function readCommand(kind: Command['kind'], input: unknown): Command {
    const { merchantId, provider: _provider, paymentId, ...rest } = parseInput(addressSchema, input);
    const ref = readPaymentRef({ merchantId, paymentId }, rules);
    const { idempotencyKey: key, ...body } = rest;
    const idempotencyKey = requireIdempotencyKey(key, '`idempotencyKey`');
    if ('dryRun' in body) throw validationFailed([NO_DRY_RUN]);
    return toCommand(kind, { ref, idempotencyKey, request: parseInput(requestSchemas[kind], body) });
  }
}

/** Nobody is on the line to be shown what would be sent. */
const NO_DRY_RUN = { pointer: '/dryRun', detail: 'only the HTTP API has a dry run: leave it out' };
