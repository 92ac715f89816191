import type { LocalStateMachine } from '../assembly/state-machines.ts';

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

/** One event of an execution, in the form of GetExecutionHistory. */
export type HistoryEvent = {
  /** Counts from 1. */
  readonly id: number;
  readonly previousEventId: number;
  /** Seconds since 1970. */
  readonly timestamp: number;
  readonly type: string;
  /** `…EventDetails`, as the type requires it. */
  readonly [details: string]: unknown;
};
