import * as z from 'zod/mini';
import { letpayNotification } from '../../functions/letpay/notification.ts';
import { letpaySession } from '../../functions/letpay/session.ts';
import { type Credentials, credentialsSchema } from '../../functions/letpay/wire.ts';
import type { Answer, Policy, Reading } from '../../shared/domain/answer.ts';
import type { Command } from '../../shared/domain/command.ts';
import { PROBLEMS, type ProblemCode } from '../../shared/domain/problem.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import type { Connector } from '../../shared/provider/connector.ts';
import type { SessionReply } from '../../shared/provider/session-scheme.ts';

const answerSchema = z.object({
  paymentId: z.optional(z.string()),
  amount: z.optional(z.number()),
  code: z.optional(z.string()),
  total: z.optional(z.number()),
  said: z.optional(z.string()),
});

/** The connector of the provider that does not exist: LetPay's sessions, parts, and reads that name an operation. */
export function createModeloConnector(policy: Policy): Connector<Credentials> {
  return {
    id: 'modelo',
    name: 'Modelo',
    baseUrls: { sandbox: 'https://sandbox.modelo.invalid', production: 'https://modelo.invalid' },
    credentials: credentialsSchema,
    session: letpaySession,
    notification: { ...letpayNotification, toPaymentId: (body) => answerSchema.parse(body).paymentId },
    policy,
    paymentId: { pattern: /^[0-9]{8}$/, describe: '8 digits' },
    preview: (command) => [toCancel(command, 'preview')],
    async cancel({ amount, id }, { paymentId }, send) {
      return toAnswer(await send(toCancel({ paymentId, amount }, id)));
    },
    refunds: {
      policy,
      look: async () => ({ is: 'refused', code: 'manual_action_required' }),
      refund: async () => ({ is: 'not_sent', code: 'manual_action_required', final: true }),
      read: async () => ({ said: 'cannot_tell' }),
      preview: () => [],
    },
    windows: () => ({ cancel: { partial: 'yes' }, refund: { partial: 'no' } }),
    async read(operation, { paymentId }, send) {
      return toReading(
        await send({ method: 'GET', path: `/payments/${paymentId}?reference=${operation?.id ?? ''}` }),
      );
    },
  };
}

function toCancel(
  { paymentId, amount }: Pick<Command, 'paymentId' | 'amount'>,
  reference: string,
): ProviderRequest {
  return {
    method: 'POST',
    path: `/payments/${paymentId}/cancel`,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ amount, reference }),
    movesMoney: true,
  };
}

function toAnswer(reply: SessionReply): Answer {
  if (reply.is === 'not_sent') return reply;
  if (reply.is === 'lost') return { is: 'doubt', why: reply.why };
  const body = answerSchema.safeParse(reply.body);
  if (!body.success) return { is: 'doubt', why: 'another form' };
  const { amount, code = '' } = body.data;
  if (reply.status === 200) return { is: 'done', amount };
  if (reply.status === 202) return { is: 'accepted', providerStatus: 'working' };
  const words = { status: reply.status, code };
  if (reply.status !== 422) return { is: 'doubt', why: 'an error', words };
  if (code === 'ask') return { is: 'ask', words };
  return isProblemCode(code)
    ? { is: 'refused', code, words }
    : { is: 'doubt', why: 'unknown words', words, no: true };
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(PROBLEMS, code);
}

function toReading(reply: SessionReply): Reading {
  const body =
    reply.is === 'answered' && reply.status === 200 ? answerSchema.safeParse(reply.body) : undefined;
  if (!body?.success) return { said: 'cannot_tell' };
  const { said, total } = body.data;
  switch (said) {
    case 'done':
    case 'working':
    case 'not_done':
      return { said, total };
    case 'never':
      return { said, total, code: 'not_cancelable' };
    default:
      return { said: 'cannot_tell', total };
  }
}
