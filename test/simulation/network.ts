import type { EpochMs } from '../../shared/domain/time.ts';
import type { Exchange, ExchangeLimits, ProviderRequest, Reply } from '../../shared/ports/exchange.ts';
import type { Answered } from './books.ts';
import { currentInvocation, type SimulatedInvocation } from './invocation.ts';
import type { Plan } from './plan.ts';
import { isLoginRequest } from './requests.ts';
import type { Scheduler } from './scheduler.ts';
import type { VirtualProvider } from './virtual-provider.ts';

/** A request that has left. */
export type Sent = {
  readonly request: ProviderRequest;
  readonly by: SimulatedInvocation;
  /** The operation that the ledger names, where the request could move money. */
  readonly operation: string;
  /** By then it has landed, or never will: that is what `settleMs` means. */
  readonly settledAt: EpochMs;
};

/** What the network tells of each request. */
export type Listener = {
  departs(request: ProviderRequest, by: SimulatedInvocation): Sent;
  /** The caller knows what there is to know. `answered`: what the provider answered, where that is what was heard. */
  heard(sent: Sent, reply: Reply, answered?: Answered): void;
  /** It has reached the provider, or is lost for good. */
  landed(sent: Sent): void;
};

export type NetworkDeps = {
  readonly scheduler: Scheduler;
  readonly plan: Plan;
  readonly provider: VirtualProvider;
  readonly listener: Listener;
  readonly isUnreachable: () => boolean;
};

/** The port to the provider: when a request leaves, whether and when it lands, and what of the answer comes back. */
export function createNetwork(deps: NetworkDeps): Exchange {
  return (_endpoints, request, limits) => new Promise((resolve) => begin(deps, request, limits, resolve));
}

function begin(
  deps: NetworkDeps,
  request: ProviderRequest,
  limits: ExchangeLimits,
  resolve: (reply: Reply) => void,
): void {
  const { scheduler, plan, listener } = deps;
  const { signal, timeoutMs, mayLeave } = limits;
  const by = currentInvocation();
  const owner = by.process;
  const what = kindOf(request);
  let sent: Sent | undefined;
  let isOver = false;

  const finish: Hear = (reply, answered) => {
    if (isOver) return;
    isOver = true;
    stopTimer();
    signal.removeEventListener('abort', stop);
    if (sent) listener.heard(sent, reply, answered);
    resolve(reply);
  };
  const stop = () =>
    finish(sent ? { is: 'lost', why: 'no whole answer came in time' } : notSent('unreachable'));
  const leave = () => {
    if (isOver) return;
    if (deps.isUnreachable() || plan.hits('provider unreachable')) finish(notSent('unreachable'));
    else if (!mayLeave()) finish(notSent('stopped'));
    else {
      sent = listener.departs(request, by);
      travel(deps, sent, what, finish);
    }
  };
  const soon = scheduler.now() + plan.latencyMs('store');
  const end = scheduler.now() + timeoutMs;
  const stopTimer = scheduler.add({ at: end, label: `${owner.id} ${what} times out`, owner, run: stop });
  scheduler.add({ at: soon, label: `${owner.id} ${what} leaves`, owner, run: leave });
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop);
}

type Hear = (reply: Reply, answered?: Answered) => void;

function kindOf(request: ProviderRequest) {
  if (isLoginRequest(request)) return 'login';
  return request.movesMoney ? 'cancel' : 'read';
}

function notSent(why: 'unreachable' | 'stopped'): Reply {
  return { is: 'not_sent', why, detail: why };
}

/** Any time until it counts as settled; not seldom just before. */
function toLateness(ms: number, { dice }: Plan): number {
  return dice.chance(0.3) ? ms - 1 - dice.below(300) : dice.below(ms);
}

/** The way to the provider and back. */
function travel(deps: NetworkDeps, sent: Sent, what: string, finish: Hear): void {
  const { scheduler, plan, provider, listener } = deps;
  const owner = sent.by.process;
  const cut = (why: string) => hear(plan.latencyMs('provider'), { is: 'lost', why });

  if ((what === 'cancel' && plan.hits('request lost')) || (what === 'login' && plan.hits('login lost'))) {
    listener.landed(sent);
    if (plan.dice.chance(0.5)) cut('connection lost');
    return;
  }
  // A read that lags would hide what landed late: one of the two at a time.
  const isLate = what === 'cancel' && !plan.counts.has('read lags') && plan.hits('request lands late');
  const way = isLate ? toLateness(sent.settledAt - scheduler.now(), plan) : plan.latencyMs('provider') / 2;
  const land = () => {
    const answer = provider.land(sent);
    listener.landed(sent);
    if (plan.hits(what === 'cancel' ? 'answer lost' : 'answer to a login or a read lost')) return;
    if (plan.hits('answer cut short')) cut('answer cut short');
    else hear(plan.latencyMs('provider') / 2, toReply(answer), answer);
  };
  scheduler.add({ at: scheduler.now() + way, label: `${owner.id} ${what} lands`, by: owner, run: land });

  function hear(ms: number, reply: Reply, answered?: Answered): void {
    const label = `${owner.id} ${what} hears ${reply.is === 'answered' ? reply.status : reply.is}`;
    scheduler.add({ at: scheduler.now() + ms, label, owner, run: () => finish(reply, answered) });
  }
}

function toReply({ status, body, retryAfterMs }: Answered): Reply {
  const isJson = body !== undefined;
  return { is: 'answered', status, body, isJson, ...(retryAfterMs !== undefined && { retryAfterMs }) };
}
