import fc from 'fast-check';
import * as z from 'zod';
import { checkOutputs, checkUntouched, readThrown } from '../checks.ts';
import { createFuzzFunction, createFuzzOperator, PROVIDERS, type ProviderId } from '../fuzz-function.ts';
import { idempotencyKey, merchantId, OPERATION_ID, paymentId, requestBody } from '../odd-requests.ts';
import {
  type Change,
  change,
  isObject,
  mostly,
  oddJson,
  oddNumber,
  oddText,
  withChange,
} from '../odd-values.ts';
import { createPorts } from '../ports.ts';
import { createProviderDouble } from '../provider-double.ts';
import type { Surface } from '../surface.ts';
import { holds, shown } from '../violation.ts';
import { isValidInput } from './commands.ts';

type Invocation = {
  readonly provider: ProviderId;
  readonly event: unknown;
  readonly changes: readonly Change[];
};

const providers = fc.constantFrom<ProviderId[]>(...PROVIDERS);
const changes = mostly(fc.constant([]), fc.array(change, { maxLength: 3 }), 2);
const KIND_OF_ACTION: Readonly<Record<string, 'cancellation' | 'refund'>> = {
  cancel: 'cancellation',
  refund: 'refund',
};

/** Tasks of a workflow. */
export const tasks: Surface<Invocation> = {
  name: 'tasks',
  weight: 3,
  input: invocationOf((provider) => {
    const address = {
      merchantId,
      provider: mostly(fc.constant<string>(provider), oddText),
      paymentId: paymentId(provider),
    };
    const begin = fc
      .tuple(
        fc.record({
          ...address,
          action: mostly(fc.constantFrom('cancel', 'refund'), oddText),
          idempotencyKey: mostly(idempotencyKey, oddJson),
        }),
        requestBody(provider, 'refund'),
      )
      .map(([task, body]) => ({ ...task, ...(isObject(body) ? body : {}) }));
    const settle = fc.record({
      ...address,
      action: fc.constant('settle'),
      operationId: mostly(fc.constant(OPERATION_ID), oddJson),
    });
    return fc.oneof({ weight: 3, arbitrary: begin }, { weight: 1, arbitrary: settle });
  }),
  run: (invocation) => runInvocation(invocation, createFuzzFunction),
};

/** What a person asks for, over the route of operators. */
export const operator: Surface<Invocation> = {
  name: 'operator',
  weight: 3,
  input: invocationOf((provider) => {
    const address = { merchantId, paymentId: paymentId(provider) };
    const operationId = mostly(fc.constant(OPERATION_ID), oddText);
    const after = fc.record({
      shard: oddNumber,
      after: fc.option(fc.record({ payment: oddText, dueAt: oddNumber }), { nil: undefined }),
    });
    return fc.oneof<fc.Arbitrary<object>[]>(
      fc.record({
        ...address,
        command: fc.constant('list'),
        state: mostly(fc.constantFrom('open', 'manual_review'), oddText),
        after: fc.option(after, { nil: undefined }),
      }),
      fc.record({ ...address, command: fc.constant('show') }),
      fc.record({
        ...address,
        command: fc.constant('resolve'),
        operationId,
        outcome: fc.constantFrom('succeeded', 'failed'),
        evidence: oddText,
      }),
      fc.record({ ...address, command: fc.constant('attach'), operationId, requestId: oddText }),
      fc.record({ ...address, command: mostly(fc.constant('probe'), oddText) }),
      fc.record({
        reason: oddText,
        command: fc.constantFrom('disable', 'enable'),
        merchantId: fc.option(mostly(merchantId, oddText), { nil: undefined }),
      }),
      fc.record({ ...address, command: fc.constant('switches') }),
      fc.record({ ...address, command: fc.constant('republish'), operationId }),
      fc.record({
        ...{ ...address, command: fc.constant('check-credentials') },
        which: mostly(fc.constantFrom('current', 'pending'), oddText),
      }),
      fc.record({ ...address, command: fc.constant('new-credentials') }),
    );
  }),
  run: (invocation) => runInvocation(invocation, createFuzzOperator),
};

/** Sweeps with more in them than there should be, and events of no form at all. */
export const events: Surface<Invocation> = {
  name: 'events',
  weight: 2,
  input: invocationOf(() =>
    fc.oneof<fc.Arbitrary<unknown>[]>(
      oddJson,
      fc.record({ trigger: mostly(fc.constant('sweep'), oddJson), more: oddJson }),
      fc.record({ Records: oddJson }),
      fc.record({
        Records: fc.array(
          fc.record({ eventSource: fc.constantFrom('aws:sqs', 'aws:dynamodb'), body: oddJson }),
        ),
      }),
      fc.record({
        version: fc.constant('2.0'),
        routeKey: oddJson,
        rawPath: oddJson,
        headers: oddJson,
        requestContext: oddJson,
      }),
      fc.record({ action: oddJson, trigger: oddJson }),
    ),
  ),
  run: (invocation) => runInvocation(invocation, createFuzzFunction),
};

function invocationOf(event: (provider: ProviderId) => fc.Arbitrary<unknown>): fc.Arbitrary<Invocation> {
  return providers.chain((provider) =>
    fc.record({ provider: fc.constant(provider), event: event(provider), changes }),
  );
}

/** How an operator is refused. */
const Refusal = z.strictObject({ problem: z.object({ code: z.string(), detail: z.string() }) });

type Create = (
  provider: ProviderId,
  ports: ReturnType<typeof createPorts>,
) => (event: unknown) => Promise<unknown>;

async function runInvocation(
  { provider, event, changes: made }: Invocation,
  create: Create,
): Promise<string> {
  const double = createProviderDouble({ provider, paid: false, method: 'PIX' }, []);
  const ports = createPorts(double.answer);
  const changed = made.reduce<unknown>(withChange, event);
  const sent: unknown = JSON.parse(JSON.stringify(changed) ?? 'null');
  const mayMove = isValidTask(sent, provider);
  try {
    const result = await create(provider, ports)(sent);
    checkOutputs(ports, result);
    holds(isObject(result), 'an answer is an object', () => shown(result));
    const { data: refusal } = Refusal.safeParse(result);
    if (refusal) {
      if (refusal.problem.code !== 'provider_unavailable') checkUntouchedByTask(sent, ports);
      return refusal.problem.code;
    }
    holds(mayMove || double.effects.length === 0, 'only what is valid moves money', () => shown(sent));
    const mayStore = mayMove || isKept(sent);
    holds(mayStore || ports.saves.length === 0, 'only what is valid is stored', () => shown(sent));
    const isDone = 'state' in result && result.state === 'succeeded';
    holds(!isDone || double.effects.length === 1, 'a success is one effect', () => shown(result));
    return 'answered';
  } catch (error) {
    const { name } = readThrown(error, ports);
    checkOutputs(ports);
    if (!mayMove && name !== 'provider_unavailable') checkUntouchedByTask(sent, ports);
    return name;
  }
}

/** Commands that make an inquiry, or log in, before they refuse; no other does. */
const INQUIRING: readonly unknown[] = ['probe', 'attach', 'check-credentials', 'new-credentials'];

/** A command that goes into the history of the switches. */
function isKept(event: unknown): boolean {
  const kept: readonly unknown[] = ['disable', 'enable', 'probe'];
  return isObject(event) && 'command' in event && kept.includes(event.command);
}

function checkUntouchedByTask(event: unknown, ports: ReturnType<typeof createPorts>): void {
  const mayInquire = isObject(event) && 'command' in event && INQUIRING.includes(event.command);
  if (!mayInquire) checkUntouched(ports);
}

function isValidTask(event: unknown, provider: ProviderId): boolean {
  if (!isObject(event) || !('action' in event)) return false;
  const { action, ...input }: Record<string, unknown> = { ...event };
  const kind =
    typeof action === 'string' && Object.hasOwn(KIND_OF_ACTION, action) ? KIND_OF_ACTION[action] : undefined;
  return kind !== undefined && isValidInput(input, provider, kind);
}
