import type { ShownEvent } from '../state/console-state.ts';
import { toShortId, toTime } from './formats.ts';
import { useView } from './view.ts';

/** The events that were published, the newest first. */
export function Events({ events }: { readonly events: readonly ShownEvent[] }) {
  const { texts, language } = useView();
  return (
    <section class="card happened" aria-labelledby="events">
      <h2 id="events">{texts.events}</h2>
      {events.length === 0 && <p class="quiet">{texts.eventsNone}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <ol class="events" tabIndex={0} aria-labelledby="events">
        {events.map(({ id, at, type, paymentId, sequence }) => (
          <li key={id}>
            <time dateTime={new Date(at).toISOString()}>{toTime(at, language)}</time>
            <strong>{texts.eventType(type)}</strong>
            <code class="quiet">{type}</code>
            <span class="quiet">
              {paymentId !== undefined && <code>{toShortId(paymentId)}</code>}
              {sequence !== undefined && ` #${sequence}`}
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}
