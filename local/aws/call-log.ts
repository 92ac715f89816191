import type { Fault } from './faults.ts';

/** One call that passed the local AWS port. */
export type AwsCall = {
  /** The calling function's logical id, or `local`. */
  readonly caller: string;
  /** `DynamoDB_20120810.PutItem` */
  readonly target: string;
  readonly table?: string;
  /** Partition keys, the secret's id, or the function's name. */
  readonly keys: readonly string[];
  /** Milliseconds since 1970. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** Of the answer, whether or not the caller got to see it; undefined when there was none. */
  readonly status?: number;
  readonly fault?: Fault['kind'];
};

export type AwsCallLog = {
  /** Oldest first, in the order in which they ended; the newest 10,000. */
  readonly entries: readonly AwsCall[];
  clear(): void;
};

const KEPT = 10_000;

export function createCallLog(): AwsCallLog & { add(call: AwsCall): void } {
  const entries: AwsCall[] = [];
  return {
    entries,
    clear: () => {
      entries.length = 0;
    },
    add: (call) => {
      entries.push(call);
      if (entries.length > KEPT) entries.splice(0, entries.length - KEPT);
    },
  };
}
