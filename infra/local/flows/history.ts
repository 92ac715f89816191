import type { StateMachine } from 'aws-local-stepfunctions';
import type { Execution, ExecutionEnd } from './execution.ts';

/** One event of an execution, in the form of GetExecutionHistory. */
export type HistoryEvent = {
  /** Counts from 1. */
  readonly id: number;
  readonly previousEventId: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly type: string;
  /** `…EventDetails`, as the type wants it. */
  readonly [details: string]: unknown;
};

type EngineEvent = Awaited<ReturnType<ReturnType<StateMachine['run']>['eventLogs']['next']>>['value'];

/** Grows as the execution goes on. It has fewer events of a task than on AWS: entered, failed and exited. */
export type History = {
  readonly events: readonly HistoryEvent[];
  addFromEngine(event: EngineEvent): void;
  /** The last event. */
  addEnd(end: Omit<ExecutionEnd, 'stoppedAt'>): void;
};

const LAST_EVENTS = {
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  ABORTED: 'Aborted',
  TIMED_OUT: 'TimedOut',
} as const;

/** Begins with the event of the start. */
export function createHistory(
  { machine, input }: Pick<Execution, 'machine' | 'input'>,
  now: () => number,
): History {
  const { definition, roleArn } = machine;
  const events: HistoryEvent[] = [];

  function add(type: string, details: Readonly<Record<string, unknown>> = {}): void {
    const id = events.length + 1;
    events.push({ id, previousEventId: id - 1, timestamp: now() / 1000, type, ...details });
  }

  function addFromEngine(event: EngineEvent): void {
    if (!event || !('state' in event)) return;
    const { name, input, output } = event.state;
    const type = definition.States[name]?.Type ?? event.state.type;
    if (event.type === 'StateEntered')
      add(`${type}StateEntered`, { stateEnteredEventDetails: { name, input: JSON.stringify(input) } });
    if (event.type === 'StateExited')
      add(`${type}StateExited`, { stateExitedEventDetails: { name, output: JSON.stringify(output) } });
    if (event.type === 'StateFailed' && type === 'Task')
      add('TaskFailed', { taskFailedEventDetails: { error: event.Error, cause: String(event.Cause) } });
  }

  function addEnd({ status, ...details }: Omit<ExecutionEnd, 'stoppedAt'>): void {
    const end = LAST_EVENTS[status];
    add(`Execution${end}`, { [`execution${end}EventDetails`]: details });
  }

  add('ExecutionStarted', { executionStartedEventDetails: { input, roleArn } });
  return { events, addFromEngine, addEnd };
}
