import * as z from 'zod';
import type { LoggedEvent } from '../events/event-log.ts';
import type { ShownEvent } from './state/console-state.ts';

const SHOWN = 60;

const detailSchema = z
  .object({
    paymentId: z.string().optional(),
    state: z.string().optional(),
    sequence: z.number().optional(),
  })
  .catch({});

/** The newest events of the buses, the last one first. */
export function toShownEvents(entries: readonly LoggedEvent[]): readonly ShownEvent[] {
  return entries
    .slice(-SHOWN)
    .toReversed()
    .map(({ event }) => {
      const { paymentId, state, sequence } = detailSchema.parse(event.detail);
      return {
        ...{ id: event.id, at: Date.parse(event.time), type: event['detail-type'] },
        ...(paymentId !== undefined && { paymentId }),
        ...(state !== undefined && { state }),
        ...(sequence !== undefined && { sequence }),
      };
    });
}
