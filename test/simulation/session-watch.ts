import type { ProviderRequest, Reply } from '../../shared/ports/exchange.ts';
import type { Change } from './dynamo-tables.ts';
import { drawnBy, type SimulatedInvocation } from './invocation.ts';
import type { Sent } from './network.ts';
import { isLoginRequest, tokenOf } from './requests.ts';
import type { Refusal } from './tokens.ts';
import type { Findings } from './violation.ts';

export type SessionWatchDeps = {
  readonly findings: Findings;
  readonly auth: 'static' | 'bearer' | 'rotating';
  readonly sessions: number;
  readonly now: () => number;
  /** Whatever has happened so far that can cost a login. */
  readonly causes: () => number;
};

type Use = { readonly by: SimulatedInvocation; landed: boolean; heard: boolean };

/** Holds the sessions to T1, T2, T3 and T5. */
export function createSessionWatch({ findings, auth, sessions, now, causes }: SessionWatchDeps) {
  const inUse = new Map<string, Use>();
  const { holds } = findings;
  const slots = new Map<string, { readonly owner: string | undefined; readonly until: number }>();
  let logins = 0;
  let expiries = 0;
  let refusals = 0;
  const refused = new Map<string, Refusal>();
  /** When the newest token of each session ends, until that has cost a login. */
  const ends = new Map<string, number>();

  return { departs, heard, landed, changed, loggedIn, tokenRefused, logins: () => logins };

  /** T1: asked in the tick in which the request leaves. */
  function departs(request: ProviderRequest, by: SimulatedInvocation): void {
    if (isLoginRequest(request)) {
      for (const [key, end] of ends) if (end <= now() && ends.delete(key)) expiries += 1;
      return;
    }
    if (auth !== 'rotating') return;
    const isHeld = [...slots.values()].some(({ owner, until }) => drawnBy(owner, by) && until > now());
    holds(isHeld, 'T1 only who holds a slot sends', () => by.id);
    const token = tokenOf(request);
    const other = inUse.get(token);
    const isFree = !other || other.by.process.dead || (other.landed && other.heard);
    holds(isFree, 'T1 a token is in one request at a time', () => `${by.id} and ${other?.by.id}`);
    inUse.set(token, { by, landed: false, heard: false });
  }

  /** T3: a token that we ourselves have outlived is not presented by anybody who still listens. */
  function heard({ request }: Sent, reply: Reply): void {
    const token = tokenOf(request);
    const use = inUse.get(token);
    if (use) use.heard = true;
    if (reply.is !== 'answered' || reply.status !== 401 || auth !== 'rotating') return;
    const why = refused.get(token);
    // A login that lands when nobody waits for it any more kills tokens too: that takes a fault.
    const isOurFault = why === 'superseded' || (why === 'killed' && causes() === 0);
    holds(!isOurFault, 'T3 a 401 has a cause outside', () => `the token was ${why}`);
  }

  function landed({ request }: Sent): void {
    const use = inUse.get(tokenOf(request));
    if (use) use.landed = true;
  }

  /** T5: `fence` grows, and a token is put in only by who holds the slot. */
  function changed({ key, before, after }: Change, by: SimulatedInvocation): void {
    slots.set(key, { owner: after.owner?.S, until: Number(after.leaseUntil?.N ?? 0) });
    if (after.expiresAt?.N !== undefined) ends.set(key, Number(after.expiresAt.N));
    const [fence, next] = [Number(before?.fence?.N ?? 0), Number(after.fence?.N ?? 0)];
    holds(next >= fence, 'T5 fence grows', () => `${fence} to ${next}`);
    const isPutIn = after.token?.S !== undefined && after.token.S !== before?.token?.S;
    const holder = before?.owner?.S;
    holds(
      !isPutIn || drawnBy(holder, by),
      'T5 only the holder puts a token in',
      () => `${by.id}, held by ${holder}`,
    );
  }

  /** T2: no login without a cause. */
  function loggedIn(isRefused: boolean): void {
    logins += 1;
    if (isRefused) refusals += 1;
    const allowed = sessions + causes() + expiries + refusals;
    holds(logins <= allowed, 'T2 no login without a cause', () => `${logins} logins, ${allowed} causes`);
  }

  function tokenRefused(why: Refusal, token: string): void {
    refusals += 1;
    refused.set(token, why);
  }
}
