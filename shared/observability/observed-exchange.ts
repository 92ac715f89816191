import type { Clock } from '../domain/time.ts';
import type { Exchange, ProviderRequest } from '../ports/exchange.ts';
import type { Leg } from './legs.ts';
import { toMetricsOfExchange } from './metrics-of.ts';
import type { Observer } from './observer.ts';

/** The same exchange, of which the observer hears how long it took and what class of answer came. */
export function toObservedExchange(
  exchange: Exchange,
  { observer, provider, clock }: { observer: Observer; provider: string; clock: Clock },
): Exchange {
  return async (endpoints, request, limits) => {
    const began = clock();
    const reply = await observer.timed(legOf(request), () => exchange(endpoints, request, limits));
    observer.count(toMetricsOfExchange(request, reply, { provider, ms: clock() - began }));
    return reply;
  };
}

function legOf({ isLogin, movesMoney }: ProviderRequest): Leg {
  if (isLogin) return 'login';
  return movesMoney ? 'send' : 'inquiry';
}
