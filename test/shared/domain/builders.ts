import type { Command } from '../../../shared/domain/command.ts';
import type { Operation } from '../../../shared/domain/operation.ts';
import { newPayment, type Payment, withOperationBegun } from '../../../shared/domain/payment.ts';
import type { Worker } from '../../../shared/domain/transitions/moves.ts';

export const NOON = Date.parse('2026-11-21T12:00:00-03:00');

export const REF = {
  merchantId: 'loja-1',
  provider: 'letpay',
  paymentId: '8f048623-16c6-47da-aca1-546a16e8fb99',
};

export function command(parts: Partial<Command> = {}): Command {
  return { ...REF, kind: 'cancellation', idempotencyKey: 'key-1', ...parts };
}

/** Somebody at work, with a lease of half a minute. */
export function worker(owner = 'a', now = NOON): Worker {
  return { owner, now, leaseUntil: now + 34_000, random: 0 };
}

/** A payment with one operation on its first attempt, by worker `a`. */
export function sending(parts: Partial<Command> = {}): { payment: Payment; operation: Operation } {
  const payment = withOperationBegun(newPayment(REF), command(parts), { ...worker(), trigger: 'http' });
  const [operation] = payment.operations;
  if (!operation) throw new Error('no operation was begun');
  return { payment, operation };
}

/** The operation after a step that must change it. */
export function must(operation: Operation | undefined): Operation {
  if (!operation) throw new Error('the step changed nothing');
  return operation;
}
