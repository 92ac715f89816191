import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { LAMBDA_INVOKE } from '../assembly/flow-definition.ts';
import { toInvoked } from '../assembly/lambda.ts';
import type { LocalStateMachine } from '../assembly/state-machines.ts';
import { ENDED, ended, FlowError } from './flow-error.ts';
import { createRetryPause } from './retry-pauses.ts';
import type { TaskParts } from './task-parts.ts';

/** Does what one state asks for. @throws FlowError */
export type TaskHandler = (input: unknown) => Promise<z.core.util.JSONType>;

const Wait = z.strictObject({
  seconds: z.number().optional(),
  timestamp: z.iso.datetime({ offset: true }).optional(),
});
const Invoke = z.strictObject({ FunctionName: z.string(), Payload: z.unknown().optional() });
const Failure = z.looseObject({ errorType: z.string().min(1) });

/** What the engine calls for every Task and Wait of a machine, by the state's name, until the signal ends it. */
export function createTasks(
  machine: LocalStateMachine,
  parts: TaskParts,
  signal: AbortSignal,
): Record<string, TaskHandler> {
  const handlers = Object.entries(machine.definition.States).flatMap(([name, state]) => {
    if (state.Type === 'Wait') return [[name, (input: unknown) => wait(input, parts, signal)] as const];
    if (state.Type !== 'Task') return [];
    const invoke = state.Resource === LAMBDA_INVOKE ? invokeByParameters : invokeByArn(state.Resource);
    const pause = createRetryPause(state, parts, signal);
    const work = (input: unknown) => until(signal, () => invoke(input, machine, parts));
    return [[name, (input: unknown) => pause.around(() => work(input))] as const];
  });
  return Object.fromEntries(handlers);
}

async function wait(input: unknown, { waits, clock }: TaskParts, signal: AbortSignal): Promise<null> {
  const parsed = Wait.safeParse(input);
  if (!parsed.success) throw new FlowError('States.Runtime', z.prettifyError(parsed.error), true);
  const { seconds = 0, timestamp } = parsed.data;
  const now = clock.now();
  const instant = timestamp === undefined ? now + seconds * 1000 : Date.parse(timestamp);
  await (waits === 'as written'
    ? clock.waitUntil(instant, signal)
    : delay(waits(Math.max(0, instant - now) / 1000), undefined, { signal })
  ).catch(ended);
  return null;
}

async function invokeByParameters(input: unknown, machine: LocalStateMachine, parts: TaskParts) {
  const { FunctionName: arn, Payload: event } = Invoke.parse(input);
  const payload = await invoke(arn, event, machine, parts);
  return { ExecutedVersion: toInvoked(parts.poolOf(arn).fn).version, Payload: payload, StatusCode: 200 };
}

function invokeByArn(arn: string) {
  return (input: unknown, machine: LocalStateMachine, parts: TaskParts) => invoke(arn, input, machine, parts);
}

/** Calls a function by the right of the machine's role. A refusal has the name that it has on AWS. */
async function invoke(
  arn: string,
  event: unknown,
  machine: LocalStateMachine,
  { authorizer, poolOf }: TaskParts,
): Promise<z.core.util.JSONType> {
  const right = { action: 'lambda:InvokeFunction', resourceArn: arn };
  const refusal = await authorizer.refusalOf(machine.logicalId, [right]);
  if (refusal !== undefined) throw new FlowError('Lambda.AWSLambdaException', refusal);
  const { payload, isError } = await poolOf(arn).invoke(JSON.stringify(event ?? {}));
  const answer = z.json().parse(JSON.parse(payload));
  if (!isError) return answer;
  const failure = Failure.safeParse(answer);
  throw new FlowError(failure.success ? failure.data.errorType : 'Lambda.Unknown', payload);
}

/** The function runs on to its end, as on AWS, and nobody waits for it. */
function until<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  if (signal.aborted) return Promise.reject(ENDED);
  const { promise, reject } = Promise.withResolvers<never>();
  const end = () => reject(ENDED);
  signal.addEventListener('abort', end, { once: true });
  return Promise.race([work(), promise]).finally(() => signal.removeEventListener('abort', end));
}
