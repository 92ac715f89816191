import type { LocalSchedule } from '../assembly/schedules.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import { type Functions, type InvokeAnswer, toInvokeAnswer } from './functions.ts';
import { toFailure } from './invocation.ts';
import type { LogBook } from './log-book.ts';

export type ScheduledAnswer = InvokeAnswer & {
  /** Logical id of the rule. */
  readonly ruleId: string;
  readonly functionName: string;
};

export type Schedules = {
  /** Invokes every target now. Never rejects: a failure is an answer, and stands in the log. */
  run(): Promise<readonly ScheduledAnswer[]>;
  /** Nothing is invoked any more by time. */
  close(): void;
};

export type SchedulesOptions = {
  readonly functions: Pick<Functions, 'poolOf'>;
  readonly logs: LogBook;
  readonly clock: LocalClock;
  /** Whether time invokes the targets: each when its first period is over, and all once whenever the clock was moved. */
  readonly isTimed: boolean;
};

/** Runs what EventBridge runs: one timer a target, and none of them keeps the process alive. */
export function createSchedules(
  schedules: readonly LocalSchedule[],
  { functions, logs, clock, isTimed }: SchedulesOptions,
): Schedules {
  async function invoke({ ruleId, functionArn, input }: LocalSchedule): Promise<ScheduledAnswer> {
    const pool = functions.poolOf(functionArn);
    const result = await pool.invoke(input).catch((error) => toFailure('LocalStackError', String(error)));
    if (result.isError)
      logs.add({
        functionName: pool.fn.name,
        functionId: pool.fn.logicalId,
        environmentId: '',
        stream: 'stderr',
        line: `What ${ruleId} invoked failed: ${result.payload}`,
        at: clock.now(),
      });
    return { ruleId, functionName: pool.fn.name, ...toInvokeAnswer(result) };
  }

  const timers = isTimed
    ? schedules.map((schedule) => setInterval(() => void invoke(schedule), schedule.periodMs).unref())
    : [];
  const run = () => Promise.all(schedules.map(invoke));
  const stopFollowing = isTimed ? clock.onMove(() => void run()) : () => {};
  return {
    run,
    close: () => {
      stopFollowing();
      for (const timer of timers) clearInterval(timer);
    },
  };
}
