import type { RequestKind } from '../../shared/simulator/faults.ts';
import type { SimulatorEvent } from '../../shared/simulator/options.ts';

type Listened = { onEvent(listener: (event: SimulatorEvent) => void): () => void };

type Type = SimulatorEvent['type'];

/** The next event of a type at a provider; of requests, of one kind where that is given. Ask for it before it can happen. */
export function nextEvent<T extends Type>(
  provider: Listened,
  type: T,
  kind?: RequestKind,
): Promise<Extract<SimulatorEvent, { readonly type: T }>> {
  return new Promise((resolve) => {
    const stop = provider.onEvent((event) => {
      if (!isOf(event, type) || (kind && 'request' in event && event.request.kind !== kind)) return;
      stop();
      resolve(event);
    });
  });
}

/**
 * Aborts when a provider has come so far with a request: `received`, or `answered`, by when the request is carried
 * out, or will never be, whether its answer leaves or not.
 */
export function abortOn(provider: Listened, type: 'received' | 'answered', kind?: RequestKind): AbortSignal {
  const aborting = new AbortController();
  void nextEvent(provider, type, kind).then(() => aborting.abort());
  return aborting.signal;
}

function isOf<T extends Type>(
  event: SimulatorEvent,
  type: T,
): event is Extract<SimulatorEvent, { readonly type: T }> {
  return event.type === type;
}
