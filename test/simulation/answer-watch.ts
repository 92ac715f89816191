import * as z from 'zod/mini';
import { type PaymentRef, toOperationId } from '../../shared/domain/ids.ts';
import type { HttpResponse } from '../../shared/http/responses.ts';
import { isFinal, type Operation } from '../../shared/operation/operation.ts';
import { findOperation, type Payment } from '../../shared/operation/payment.ts';
import type { SimulatedInvocation } from './invocation.ts';
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

type Body = z.infer<typeof bodySchema>;

/** A command as a caller has sent it. */
export type Asked = {
  readonly payment: PaymentRef;
  readonly key: string;
  readonly body: { readonly amount?: number; readonly reference?: string };
};

/** Refusals for the time alone. Whoever hears one takes it that nothing was done under the key, nor ever will be. */
const TOO_LATE: readonly unknown[] = ['deadline_exceeded', 'cancel_window_closed'];

type Deps = {
  readonly findings: Findings;
  readonly money: Money;
  /** Whether the ledger may call an operation done, by what really happened. */
  readonly isTrue: (payment: Payment, operation: Operation) => boolean;
};

/** What callers were told so far. */
type Told = {
  readonly failed: Set<string>;
  readonly done: Map<string, Payment>;
  readonly finals: Map<string, string>;
};

/** One answer to a command, and what the ledger says then. */
type Answered = {
  readonly id: string;
  readonly asked: Asked;
  readonly response: HttpResponse;
  readonly body: Body;
  readonly payment: Payment | undefined;
  readonly operation: Operation | undefined;
  readonly by: SimulatedInvocation;
};

/** Holds the answers to L6, L7, L8's first half, L9 and T7, and to being of now. */
export function createAnswerWatch(deps: Deps) {
  const told: Told = { failed: new Set(), done: new Map(), finals: new Map() };
  const said = (text: string) => checkText(deps, text);
  return {
    said,
    answered(
      asked: Asked,
      response: HttpResponse,
      payment: Payment | undefined,
      by: SimulatedInvocation,
    ): void {
      said(response.body);
      said(JSON.stringify(response.headers));
      const id = toOperationId(asked.payment, asked.key);
      const body = bodySchema.parse(JSON.parse(response.body));
      const operation = findOperation(payment, id);
      const answered = { id, asked, response, body, payment, operation, by };
      if (response.statusCode < 300) checkAcknowledged(deps, told, answered);
      noteFailure(told, answered);
      checkFinal(deps, told, answered);
    },
    /** The ledger keeps a record no more: its key may begin again. */
    forget: (id: string) => void told.finals.delete(id),
    /** L6, after every step: what was said stays true. */
    check(): void {
      for (const id of told.failed)
        deps.findings.holds(deps.money.effectOf(id).count === 0, 'L6 told "failed", yet done', () => id);
      for (const [id, payment] of told.done) checkDone(deps, id, payment);
    },
  };
}

function checkAcknowledged({ findings: { holds } }: Deps, told: Told, answered: Answered): void {
  const { id, asked, response, body, operation, payment, by } = answered;
  const says = () =>
    `${id}: ${response.statusCode} ${body.code ?? body.state}, the ledger ${operation?.state}`;
  holds(body.id === id && operation !== undefined, 'L8 what is acknowledged is in the ledger', says);
  if (body.state === 'succeeded' && payment) told.done.set(id, payment);
  const { amount, reference } = operation?.request ?? {};
  const isSame = amount === asked.body.amount && reference === asked.body.reference;
  holds(isSame, 'L9 another command under the same key is refused', says);
  // Whoever knows that the ledger did not answer him must not tell what it said before.
  const isOld = body.state === 'accepted' && operation?.state !== 'accepted';
  holds(
    !isOld || !by.ledgerIsAway,
    'K2 a state that could not be read again is not told as that of now',
    says,
  );
}

/** A problem about the operation that says that nothing was done, and so that nothing will be. */
function noteFailure({ failed }: Told, { id, body, operation }: Answered): void {
  const isAboutIt = body.operation?.id === id;
  // A save that lands after it was refused unseen is no lie of whoever refused it.
  const isForTime = operation !== undefined && TOO_LATE.includes(body.code);
  const endsIt = isAboutIt ? body.code !== 'idempotency_key_reused' : isForTime;
  if (endsIt && body.outcome === 'not_applied') failed.add(id);
}

/** L7: one final answer, whoever asks and how often. */
function checkFinal({ findings: { holds } }: Deps, { finals }: Told, answered: Answered): void {
  const { id, body, response, operation } = answered;
  const { state, code } = body;
  const isNoAnswerAtAll = code === 'internal_error' || code === 'idempotency_key_reused';
  const isAboutIt = body.operation?.id === id || body.id === id;
  if (!operation || !isFinal(operation) || !isAboutIt || isNoAnswerAtAll) return;
  if (state !== undefined && state !== 'succeeded' && state !== 'failed') return;
  const answer = toComparable(response);
  const first = finals.get(id) ?? answer;
  finals.set(id, first);
  holds(first === answer, 'L7 final answers are equal', () => `${first}\n  then ${answer}`);
}

function toComparable({ statusCode, headers, body }: HttpResponse): string {
  const { 'idempotent-replayed': _replayed, 'preference-applied': _wait, ...rest } = headers;
  const parsed: unknown = JSON.parse(body);
  const whole = typeof parsed === 'object' && parsed !== null ? { ...parsed, traceId: undefined } : parsed;
  return JSON.stringify([statusCode, rest, whole]);
}

function checkDone({ findings: { holds }, isTrue }: Deps, id: string, payment: Payment): void {
  const operation = findOperation(payment, id);
  const isDone = operation !== undefined && isTrue(payment, operation);
  holds(isDone, 'L6 told "canceled", yet not done', () => id);
}

/** T7: no token and no key in anything that is said or kept outside the sessions. */
function checkText({ findings: { holds } }: Deps, text: string): void {
  const tells = text.includes(TOKEN_MARK) || text.includes(SECRET_MARK);
  holds(!tells, 'T7 no token or key is told', () => text.slice(0, 300));
}
