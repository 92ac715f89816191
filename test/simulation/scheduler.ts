import type { EpochMs } from '../../shared/domain/time.ts';
import { hash } from './dice.ts';

/** Something that runs only while it is awake: a process. */
export type Owner = { readonly id: string; awake: boolean; dead: boolean };

/** One thing that will happen: a port that executes or answers, a timer, a trigger, the provider's own work. */
export type Task = {
  readonly at: EpochMs;
  readonly label: string;
  /** Whose code runs then. It waits while the owner sleeps, and never happens once the owner is dead. */
  readonly owner?: Owner | undefined;
  /** On whose behalf something outside happens. It happens whatever becomes of that process. */
  readonly by?: Owner | undefined;
  readonly run: () => void;
};

export type Scheduler = ReturnType<typeof createScheduler>;

/** Virtual time: what comes first happens first; what is overdue at the same moment, in any order. */
export function createScheduler(start: EpochMs, tie: (n: number) => number) {
  let now = start;
  let tasks: Task[] = [];
  let steps = 0;
  let schedule = 0x811c9dc5;

  return {
    now: () => now,
    steps: () => steps,
    /** A number that names the sequence of steps so far. */
    schedule: () => schedule,

    /** Plans a task; what it gives takes it back. */
    add(task: Task): () => void {
      tasks.push(task);
      return () => {
        tasks = tasks.filter((one) => one !== task);
      };
    },

    /** The next task that can happen by `until`, taken out. Time has come to it. */
    next(until: EpochMs = Number.POSITIVE_INFINITY): Task | undefined {
      const task = choose(until);
      if (!task) return undefined;
      tasks.splice(tasks.indexOf(task), 1);
      now = Math.max(now, task.at);
      steps += 1;
      schedule = hash(task.label, schedule);
      return task;
    },

    /** Time passes, with nothing happening in it. */
    passTo(at: EpochMs): void {
      now = Math.max(now, at);
    },

    /** Tasks of a dead process go; with `requests`, what it had on its way outside goes too. */
    drop(owner: Owner, { requests }: { requests: boolean }): void {
      tasks = tasks.filter((task) => task.owner !== owner && !(requests && task.by === owner));
    },
  };

  function choose(until: EpochMs): Task | undefined {
    let first = Number.POSITIVE_INFINITY;
    const ready: Task[] = [];
    for (const task of tasks) {
      if (task.owner && !task.owner.awake) continue;
      const at = Math.max(task.at, now);
      if (at > until || at > first) continue;
      if (at < first) ready.length = 0;
      first = at;
      ready.push(task);
    }
    return ready[ready.length > 1 ? tie(ready.length) : 0];
  }
}

/** Lets everything run that waits for nothing but the processor. */
export function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
