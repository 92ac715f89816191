import * as z from 'zod/mini';
import { toOperationId } from '../../shared/domain/ids.ts';
import { isFinal } from '../../shared/domain/operation.ts';
import { findOperation, type Payment } from '../../shared/domain/payment.ts';
import type { HttpResponse } from '../../shared/http/responses.ts';
import type { Money } from './money.ts';
import { SECRET_MARK, TOKEN_MARK } from './tokens.ts';
import type { Findings } from './violation.ts';

const bodySchema = z.object({
  id: z.optional(z.string()),
  state: z.optional(z.string()),
  code: z.optional(z.string()),
  outcome: z.optional(z.string()),
  operation: z.optional(z.object({ id: z.string(), state: z.string() })),
});

/** A command as a caller has sent it. */
export type Asked = {
  readonly payment: Pick<Payment, 'merchantId' | 'provider' | 'paymentId'>;
  readonly key: string;
  readonly body: { readonly amount?: number; readonly reference?: string };
};

/** Refusals for the time alone. Whoever hears one takes it that nothing was done under the key, nor ever will be. */
const TOO_LATE: readonly unknown[] = ['deadline_exceeded', 'cancel_window_closed'];

/** Holds the answers to L6, L7, L8's first half, and T7. */
export function createAnswerWatch({ findings, money }: { findings: Findings; money: Money }) {
  const { holds } = findings;
  const toldFailed = new Set<string>();
  const toldDone = new Set<string>();
  const finals = new Map<string, string>();

  return { answered, check, said };

  function answered(asked: Asked, response: HttpResponse, payment: Payment | undefined): void {
    said(response.body);
    said(JSON.stringify(response.headers));
    const id = toOperationId(asked.payment, asked.key);
    const body = bodySchema.parse(JSON.parse(response.body));
    const operation = findOperation(payment, id);
    const says = () => `${id}: ${response.statusCode} ${body.code ?? body.state}`;
    if (response.statusCode < 300) {
      holds(body.id === id && operation !== undefined, 'L8 what is acknowledged is in the ledger', says);
      if (body.state === 'succeeded') toldDone.add(id);
      const { amount, reference } = asked.body;
      const isSame = operation?.amount === amount && operation?.reference === reference;
      holds(isSame, 'L9 another command under the same key is refused', says);
    }
    const isAboutIt = body.operation?.id === id;
    // A save that lands after it was refused unseen is no lie of whoever refused it.
    const isForTime = operation !== undefined && TOO_LATE.includes(body.code);
    const endsIt = isAboutIt ? body.code !== 'idempotency_key_reused' : isForTime;
    if (endsIt && body.outcome === 'not_applied') toldFailed.add(id);
    const isNoAnswerAtAll = body.code === 'internal_error' || body.code === 'idempotency_key_reused';
    if (operation && isFinal(operation) && (isAboutIt || body.id === id) && !isNoAnswerAtAll)
      same(id, response, body.state);
  }

  /** L7: one final answer, whoever asks and how often. */
  function same(id: string, { statusCode, headers, body }: HttpResponse, state: string | undefined): void {
    if (state !== undefined && state !== 'succeeded' && state !== 'failed') return;
    const { 'idempotent-replayed': _replayed, 'preference-applied': _wait, ...rest } = headers;
    const parsed: unknown = JSON.parse(body);
    const whole = typeof parsed === 'object' && parsed !== null ? { ...parsed, traceId: undefined } : parsed;
    const answer = JSON.stringify([statusCode, rest, whole]);
    const first = finals.get(id) ?? answer;
    finals.set(id, first);
    holds(first === answer, 'L7 final answers are equal', () => `${first}\n  then ${answer}`);
  }

  /** L6, after every step: what was said stays true. */
  function check(): void {
    for (const id of toldFailed)
      holds(money.effectOf(id).count === 0, 'L6 told "failed", yet done', () => id);
    for (const id of toldDone) {
      const isDone = money.effectOf(id).count === 1 || money.outside() > 0;
      holds(isDone, 'L6 told "canceled", yet not done', () => id);
    }
  }

  /** T7: no token and no key in anything that is said or kept outside the sessions. */
  function said(text: string): void {
    const tells = text.includes(TOKEN_MARK) || text.includes(SECRET_MARK);
    holds(!tells, 'T7 no token or key is told', () => text.slice(0, 300));
  }
}
