import type { StateMachine } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { LocalStateMachine } from '../assembly/state-machines.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import { createHistory, type History, type HistoryEvent } from './history.ts';
import { toRetryIntervals } from './retry-pauses.ts';
import { createTasks, type TaskParts } from './tasks.ts';

/** How an execution ended. */
export type ExecutionEnd = {
  readonly status: 'SUCCEEDED' | 'FAILED' | 'ABORTED' | 'TIMED_OUT';
  /** JSON, of one that succeeded. */
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  /** Milliseconds since 1970. */
  readonly stoppedAt: number;
};

/** One run of a state machine. */
export type Execution = {
  readonly name: string;
  readonly arn: string;
  readonly machine: LocalStateMachine;
  /** JSON, as it was given. */
  readonly input: string;
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly history: readonly HistoryEvent[];
  /** Undefined while it runs. */
  end(): ExecutionEnd | undefined;
  /** Settles when it has ended, however it did. */
  readonly ended: Promise<ExecutionEnd>;
  /** Ends it now, unless it has ended. */
  abort(error?: string, cause?: string): void;
};

type Identity = Pick<Execution, 'name' | 'arn' | 'machine' | 'input'>;
type Ending = Omit<ExecutionEnd, 'stoppedAt'>;

export function startExecution(
  identity: Identity,
  engine: Promise<StateMachine>,
  parts: TaskParts,
): Execution {
  const { machine } = identity;
  const { clock } = parts;
  const startedAt = clock.now();
  const stop = new AbortController();
  const history = createHistory(identity, clock.now);
  const settled = Promise.withResolvers<ExecutionEnd>();
  let end: ExecutionEnd | undefined;

  function finish(ending: Ending): void {
    if (end) return;
    end = { ...ending, stoppedAt: clock.now() };
    history.addEnd(ending);
    stop.abort();
    settled.resolve(end);
  }

  const { TimeoutSeconds: seconds = Number.POSITIVE_INFINITY } = machine.definition;
  // Rejects when the execution ends in time.
  clock.waitUntil(startedAt + seconds * 1000, stop.signal).then(
    () => finish({ status: 'TIMED_OUT', error: 'States.Timeout' }),
    () => {},
  );
  void run(identity, engine, parts, history, stop.signal).catch(toFailure).then(finish);
  return {
    ...identity,
    startedAt,
    history: history.events,
    end: () => end,
    ended: settled.promise,
    abort: (error, cause) => finish({ status: 'ABORTED', ...(error && { error }), ...(cause && { cause }) }),
  };
}

/** Runs to the end, or until the signal: whatever it gives then has come too late. */
async function run(
  identity: Identity,
  loading: Promise<StateMachine>,
  parts: TaskParts,
  history: History,
  signal: AbortSignal,
): Promise<Ending> {
  const { machine, input } = identity;
  const engine = await loading;
  const { abort, eventLogs, result } = engine.run(z.json().parse(JSON.parse(input)), {
    noThrowOnAbort: true,
    context: toContext(identity, parts.clock),
    overrides: {
      taskResourceLocalHandlers: createTasks(machine, parts, signal),
      retryIntervalOverrides: toRetryIntervals(machine, parts),
    },
  });
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  const followed = follow(eventLogs, (event) => signal.aborted || history.addFromEngine(event));
  const ending = await result
    .then((output): Ending => ({ status: 'SUCCEEDED', output: JSON.stringify(output) }))
    .catch(toFailure);
  await followed;
  return ending;
}

async function follow<T>(events: AsyncIterable<T>, take: (event: T) => void): Promise<void> {
  for await (const event of events) take(event);
}

/** The engine's own error has the one of the state as its cause. */
function toFailure(error: unknown): Ending {
  const why = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return why instanceof Error
    ? { status: 'FAILED', error: why.name, cause: why.message }
    : { status: 'FAILED', error: 'States.Runtime', cause: String(why) };
}

/** The Context object, as far as definitions may name it: see `assembly/flow-definition.ts`. */
function toContext({ name, arn, machine }: Identity, clock: LocalClock) {
  return {
    Execution: { Id: arn, Name: name, RoleArn: machine.roleArn },
    StateMachine: { Id: machine.arn, Name: machine.name },
    // Asked for as a state begins.
    State: {
      get EnteredTime() {
        return new Date(clock.now()).toISOString();
      },
    },
  };
}
