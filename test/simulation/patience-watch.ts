import type { ProblemCode } from '../../shared/domain/problem.ts';
import { liveAttempts } from '../../shared/operation/attempt-facts.ts';
import type { Operation } from '../../shared/operation/operation.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import type { Answered } from './books.ts';
import type { SimulatedInvocation } from './invocation.ts';
import type { Sent } from './network.ts';
import { isLoginRequest, paymentIdOf, paymentReadBy } from './requests.ts';
import type { Findings } from './violation.ts';

const DAY_MS = 24 * 3_600_000;

/** The provider has to refuse the credentials for so long before that ends anything. */
const PATIENCE_MS = 10 * 60_000;

/** Trouble that passes: it ends nothing before the day is over, or the time that its caller gave. */
const PASSING: ReadonlySet<ProblemCode | undefined> = new Set<ProblemCode | undefined>([
  'provider_unavailable',
  'provider_rate_limited',
  'provider_unreachable',
  'provider_capacity',
  'provider_disabled',
  'merchant_not_configured',
  'internal_error',
  'deadline_exceeded',
]);

/** When the provider refused the credentials, who heard it last, and when it last took them for each payment. */
type Heard = {
  readonly refusedAt: number[];
  refusedTo?: SimulatedInvocation | undefined;
  readonly takenAt: Map<string, number>;
};

type Deps = { readonly findings: Findings; readonly now: () => number };

/** Holds failures to patience: nothing fails by trouble of login, gateway or firewall that passes. */
export function createPatienceWatch(deps: Deps) {
  const heard: Heard = { refusedAt: [], takenAt: new Map() };
  return {
    heard({ request, by }: Sent, answered: Answered | undefined): void {
      if (answered?.refuses) {
        heard.refusedAt.push(deps.now());
        heard.refusedTo = by;
      } else if (answered && !isLoginRequest(request) && isOfProvider(answered))
        heard.takenAt.set(paymentOf(request), deps.now());
    },
    saved(paymentId: string, before: Operation | undefined, after: Operation, by: SimulatedInvocation): void {
      if (after.state !== 'failed' || before?.state === 'failed' || after.recording) return;
      if (isTimeOver(after, deps.now())) return;
      const { code } = after.problem ?? {};
      const says = () => `${after.id} ${code}`;
      if (code === 'provider_auth_failed') checkRefusals(deps, heard, { paymentId, by, says });
      const isPassing = PASSING.has(code) && liveAttempts(after).length === 0;
      deps.findings.holds(!isPassing, 'P2 trouble that passes ends nothing', says);
    },
  };
}

type Failure = {
  readonly paymentId: string;
  readonly by: SimulatedInvocation;
  readonly says: () => string;
};

/** A lockout, in which nothing was asked, ends nothing; neither does a refusal that stands alone. */
function checkRefusals({ findings: { holds }, now }: Deps, heard: Heard, failure: Failure): void {
  const { paymentId, by, says } = failure;
  const isHeard = heard.refusedTo?.id === by.id;
  holds(isHeard, 'P1 only the provider itself ends anything by refused credentials', says);
  const takenAt = heard.takenAt.get(paymentId) ?? 0;
  const isLong = heard.refusedAt.some((at) => at > takenAt && now() - at >= PATIENCE_MS);
  holds(isLong, 'P1 credentials are refused for ten minutes before that ends anything', says);
}

/** The payment that a request is about, by which an inquiry stands or falls; none where it is about refunds alone. */
function paymentOf(request: ProviderRequest): string {
  if (request.movesMoney) return paymentIdOf(request);
  return request.path.startsWith('/refund') ? '' : paymentReadBy(request);
}

/** Not the answer of something in front of the provider. */
function isOfProvider({ status, body }: Answered): boolean {
  return body !== undefined && status !== 429;
}

function isTimeOver(operation: Operation, now: number): boolean {
  const { createdAt, methodChangedAt = 0, suspendedAt = 0, request, window } = operation;
  const since = Math.max(createdAt, methodChangedAt, suspendedAt);
  const closes = operation.kind === 'cancellation' ? window?.refusedFrom : undefined;
  const never = Number.POSITIVE_INFINITY;
  return now >= Math.min(since + DAY_MS, request.notAfter ?? never, closes ?? never);
}
