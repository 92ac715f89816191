import type { CorrelationId } from '../domain/correlation.ts';
import type { EventType } from '../domain/event-type.ts';

/** One event of ours. Its detail goes out as JSON. */
export type OutgoingEvent = {
  readonly type: EventType;
  readonly detail: object;
  /** Of what it follows from. It goes beside the detail, whose fields are fixed. */
  readonly correlationId?: CorrelationId | undefined;
};

/** Where events are published. They can arrive more than once, and in another order. */
export type EventBus = {
  /**
   * Publishes up to 10 events. Gives the places in the list of those that the bus did not take.
   * @throws when it is not known which it took
   */
  put(events: readonly OutgoingEvent[]): Promise<readonly number[]>;
};

/** The most events that are published at once. */
export const MAX_EVENTS = 10;
