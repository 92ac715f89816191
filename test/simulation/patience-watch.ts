import type { ProblemCode } from '../../shared/domain/problem.ts';
import { liveAttempts } from '../../shared/operation/attempt-facts.ts';
import type { Operation } from '../../shared/operation/operation.ts';
import type { Answered } from './books.ts';
import type { SimulatedInvocation } from './invocation.ts';
import type { Sent } from './network.ts';
import type { Findings } from './violation.ts';
import { isLoginRequest } from './virtual-provider.ts';

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

/** Since when the provider has refused the credentials each time that it was asked, and who heard it last. */
type Refusals = { since?: number | undefined; heardBy?: SimulatedInvocation | undefined };

/** Holds failures to patience: nothing fails by trouble of login, gateway or firewall that passes. */
export function createPatienceWatch({ findings, now }: { findings: Findings; now: () => number }) {
  const refusals: Refusals = {};
  return {
    heard({ request, by }: Sent, answered: Answered | undefined): void {
      if (!answered) return;
      if (answered.refuses) {
        refusals.since ??= now();
        refusals.heardBy = by;
      } else if (!isLoginRequest(request) && isOfProvider(answered)) refusals.since = undefined;
    },
    saved(before: Operation | undefined, after: Operation, by: SimulatedInvocation): void {
      if (after.state !== 'failed' || before?.state === 'failed' || after.recording) return;
      const says = () => `${after.id} ${after.problem?.code}, refused since ${refusals.since}, now ${now()}`;
      if (after.problem?.code === 'provider_auth_failed') {
        const isHeard = refusals.heardBy?.id === by.id;
        findings.holds(isHeard, 'P1 only the provider itself ends anything by refused credentials', says);
        const isLong = refusals.since !== undefined && now() - refusals.since >= PATIENCE_MS;
        findings.holds(isLong, 'P1 credentials are refused for ten minutes before that ends anything', says);
      }
      const isPassing = PASSING.has(after.problem?.code) && liveAttempts(after).length === 0;
      findings.holds(!isPassing || isTimeOver(after, now()), 'P2 trouble that passes ends nothing', says);
    },
  };
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
