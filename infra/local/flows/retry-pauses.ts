import type { FlowState } from '../assembly/flow-definition.ts';
import type { LocalStateMachine } from '../assembly/state-machines.ts';
import { ended, FlowError } from './flow-error.ts';
import type { TaskParts } from './tasks.ts';

type TaskState = Extract<FlowState, { readonly Type: 'Task' }>;
type Retrier = NonNullable<TaskState['Retry']>[number];

/** As the Amazon States Language has them. */
const DEFAULT_ATTEMPTS = 3;
const DEFAULT_BACKOFF = 2;

/** Puts the pause before a retry in front of the retry. */
export type RetryPause = { around<T>(call: () => Promise<T>): Promise<T> };

/**
 * The pauses before the retries of one Task of one execution, by the stack's clock: a clock that is moved ends them. The
 * engine decides whether there is a retry, and begins it at once.
 */
export function createRetryPause(
  state: TaskState,
  { clock, waits }: Pick<TaskParts, 'clock' | 'waits'>,
  signal: AbortSignal,
): RetryPause {
  const retriers = state.Retry ?? [];
  if (!isByStackClock(state, waits)) return { around: (call) => call() };
  let attempts = retriers.map(() => 0);
  let resumesAt: number | undefined;
  const forget = () => {
    attempts = retriers.map(() => 0);
    resumesAt = undefined;
  };
  return {
    around: async (call) => {
      if (resumesAt !== undefined) await clock.waitUntil(resumesAt, signal).catch(ended);
      try {
        const answer = await call();
        forget();
        return answer;
      } catch (error) {
        const at = retriers.findIndex((retrier) => isFor(retrier, error));
        const [retrier, made = 0] = [retriers[at], attempts[at]];
        if (!retrier || made >= (retrier.MaxAttempts ?? DEFAULT_ATTEMPTS)) forget();
        else {
          attempts[at] = made + 1;
          resumesAt = clock.now() + toPauseMs(retrier, made);
        }
        throw error;
      }
    },
  };
}

/**
 * What the engine itself pauses before retries, in milliseconds by state. Nothing where the stack's clock does it. Where
 * waits are shortened, each pause is as its retrier's first.
 */
export function toRetryIntervals(
  { definition }: LocalStateMachine,
  { waits }: Pick<TaskParts, 'waits'>,
): Record<string, number[]> {
  const intervals = Object.entries(definition.States).flatMap(([name, state]) => {
    if (state.Type !== 'Task') return [];
    if (isByStackClock(state, waits)) return [[name, (state.Retry ?? []).map(() => 0)] as const];
    if (waits === 'as written') return [];
    return [[name, (state.Retry ?? []).map(({ IntervalSeconds: seconds }) => waits(seconds))] as const];
  });
  return Object.fromEntries(intervals);
}

/** A limit of one attempt is the engine's, and would count the pause: there the engine pauses, in real time. */
function isByStackClock({ TimeoutSeconds }: TaskState, waits: TaskParts['waits']): boolean {
  return waits === 'as written' && TimeoutSeconds === undefined;
}

function isFor({ ErrorEquals: names }: Retrier, error: unknown): boolean {
  if (!(error instanceof Error) || (error instanceof FlowError && !error.isRetryable)) return false;
  return names.some((name) => ['States.ALL', 'States.TaskFailed', error.name].includes(name));
}

function toPauseMs({ IntervalSeconds, BackoffRate, MaxDelaySeconds, JitterStrategy }: Retrier, made: number) {
  const seconds = IntervalSeconds * (BackoffRate ?? DEFAULT_BACKOFF) ** made;
  const ms = Math.min(seconds, MaxDelaySeconds ?? Number.POSITIVE_INFINITY) * 1000;
  return JitterStrategy === 'FULL' ? Math.random() * ms : ms;
}
