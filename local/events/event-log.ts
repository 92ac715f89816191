/** An event as it leaves the bus. @source docs.aws.amazon.com/eventbridge/latest/userguide/aws-events.html */
export type EventEnvelope = {
  readonly version: '0';
  readonly id: string;
  readonly 'detail-type': string;
  readonly source: string;
  readonly account: string;
  /** To the second, in UTC. */
  readonly time: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly detail: Readonly<Record<string, unknown>>;
};

/** One event that a bus took. */
export type LoggedEvent = {
  readonly busName: string;
  readonly event: EventEnvelope;
  /** Logical ids of the rules that it fits. */
  readonly ruleIds: readonly string[];
};

export type EventLog = {
  /** Oldest first; the newest 10,000. */
  readonly entries: readonly LoggedEvent[];
  clear(): void;
};

const KEPT = 10_000;

export function createEventLog(): EventLog & { add(event: LoggedEvent): void } {
  const entries: LoggedEvent[] = [];
  return {
    entries,
    clear: () => {
      entries.length = 0;
    },
    add: (event) => {
      entries.push(event);
      if (entries.length > KEPT) entries.splice(0, entries.length - KEPT);
    },
  };
}
