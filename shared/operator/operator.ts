import * as z from 'zod/mini';
import { type PaymentRef, toPaymentKey } from '../domain/ids.ts';
import { findOperation, withOperation } from '../domain/payment.ts';
import { EstornoError } from '../domain/problem.ts';
import { MINUTE_MS } from '../domain/time.ts';
import { recorded } from '../domain/transitions/recorded.ts';
import { toOperationView } from '../domain/views.ts';
import { note } from '../input/note.ts';
import { parseInput } from '../input/parse-input.ts';
import { readMerchantId, readPaymentRef } from '../input/read-payment-ref.ts';
import type { Operations } from '../operation/operations.ts';
import { type Invocation, type OperationsDeps, policyOf, toStanding } from '../operation/steps.ts';
import { createUnfinishedList, UNFINISHED_STATES } from '../operation/unfinished.ts';
import type { LedgerStore } from '../ports/ledger-store.ts';
import { nameOfError } from '../ports/log.ts';
import type { SwitchStore } from '../ports/switch-store.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { CheckLogin } from '../sessions/check-login.ts';
import type { Probe } from '../sessions/probe.ts';
import { createAttach } from './attach.ts';
import { createOperatorCredentials, credentialsSchemas, isCredentialsCommand } from './credentials.ts';
import { createTellAgain } from './tell-again.ts';
import { createTurnSwitch, isSwitchCommand, switchSchemas } from './turn-switch.ts';

const text = z.string().check(z.minLength(1));

/** A whole number of a place in a list. */
const place = z.number().check(z.int(), z.gte(0));

/** The most characters of the key of an item. */
const MAX_KEY = 256;

/** What a person asks of a provider's function, by invoking it: `npm run ops` does. */
const commandSchema = z.discriminatedUnion('command', [
  z.object({
    command: z.literal('list'),
    state: z.enum(UNFINISHED_STATES),
    after: z.optional(
      z.object({
        shard: place,
        after: z.optional(z.object({ payment: text.check(z.maxLength(MAX_KEY)), dueAt: place })),
      }),
    ),
  }),
  z.object({ command: z.literal('show'), merchantId: text, paymentId: text }),
  z.object({
    command: z.literal('resolve'),
    merchantId: text,
    paymentId: text,
    operationId: text,
    outcome: z.enum(['succeeded', 'failed']),
    evidence: note({ least: 10, most: 2000, absent: 'is needed' }),
    by: note({ least: 1, most: 200, absent: 'must say who' }),
  }),
  z.object({
    command: z.literal('attach'),
    merchantId: text,
    paymentId: text,
    operationId: text,
    requestId: z.string('is needed'),
  }),
  z.object({ command: z.literal('probe'), merchantId: text }),
  ...switchSchemas,
  ...credentialsSchemas,
  z.object({ command: z.literal('tell-again'), merchantId: text, paymentId: text, operationId: text }),
]);

type Resolve = Extract<z.infer<typeof commandSchema>, { command: 'resolve' }>;

export type OperatorDeps<C extends BaseCredentials> = OperationsDeps<C> & {
  readonly store: Pick<LedgerStore, 'listDue' | 'read'>;
  readonly switchStore: SwitchStore;
  readonly operations: Pick<Operations, 'resumeIfPossible'>;
  readonly checkLogin: CheckLogin<C>;
  /** Absent where sessions need no probe. */
  readonly probe?: Probe<C> | undefined;
};

/** Answers people: what is unfinished, how it came so, and what they found out. Refusals are thrown under their code. */
export function createOperator<C extends BaseCredentials>(deps: OperatorDeps<C>) {
  const { connector, ledger, store, accounts, clock, probe, log } = deps;
  const provider = connector.id;
  const listUnfinished = createUnfinishedList({ provider, store });
  const attach = createAttach(deps);
  const credentials = createOperatorCredentials(deps);
  const tellAgain = createTellAgain(deps);
  const turnSwitch = createTurnSwitch({ ...deps, provider, store: deps.switchStore });

  return async (event: unknown, invocation: Invocation): Promise<object> => {
    const command = parseInput(commandSchema, event);
    if (isSwitchCommand(command)) return turnSwitch(command);
    if (isCredentialsCommand(command)) return credentials(command, invocation);
    switch (command.command) {
      case 'list': {
        const page = await listUnfinished(command.state, undefined, command.after);
        const operations = page.standings.map(({ payment, operation }) =>
          toOperationView(payment, operation),
        );
        const unreadable = page.unreadable.map(({ payment, error }) => {
          log.error('not_listed', { payment, error: nameOfError(error) });
          return payment;
        });
        return { operations, unreadable, next: page.next ?? null };
      }
      case 'show':
        return show(readPaymentRef(command, connector));
      case 'resolve':
        return resolve(command);
      case 'attach':
        return attach(readPaymentRef(command, connector), command, invocation);
      case 'tell-again':
        return tellAgain(readPaymentRef(command, connector), command.operationId);
      case 'probe':
        if (!probe)
          throw new EstornoError('validation_failed', { detail: `${connector.name} needs no probe.` });
        return probe(await accounts.find(readMerchantId(command)), invocation);
    }
  };

  /** Everything that the ledger keeps of a payment, decisions included. It keeps no credential and no token. */
  async function show(ref: PaymentRef): Promise<object> {
    const payment = await store.read(toPaymentKey(ref));
    if (!payment) throw new EstornoError('payment_not_found', { detail: 'The ledger has no such payment.' });
    return payment;
  }

  async function resolve({ operationId, outcome, evidence, by, ...rest }: Resolve): Promise<object> {
    const ref = readPaymentRef(rest, connector);
    const before = toStanding(await ledger.read(ref), operationId);
    const recording = { outcome, evidence, by, at: clock() };
    const after = await ledger.change(before.payment, (payment) => {
      const operation = findOperation(payment, operationId);
      const decided = operation && recorded(operation, recording, policyOf(connector, operation));
      return payment && decided && withOperation(payment, decided);
    });
    const { payment, operation } = toStanding(after, operationId);
    if (operation.recording?.at === recording.at) return toOperationView(payment, operation);
    throw new EstornoError('validation_failed', {
      detail:
        `The operation is ${operation.state}. "succeeded" can be recorded of whatever has not succeeded; "failed" only in ` +
        'manual_review, and not before nothing that was sent can still take effect ' +
        `(${policyOf(connector, operation).settleMs / MINUTE_MS} minutes after the last send).`,
    });
  }
}
