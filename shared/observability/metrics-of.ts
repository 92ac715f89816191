import { type FinalOperation, isFinal, OUTCOME_OF_STATE } from '../operation/operation.ts';
import { findOperation, type Payment } from '../operation/payment.ts';
import type { Reply } from '../ports/exchange.ts';
import type { LogFacts } from '../ports/log.ts';
import { type Metric, toMetric } from './metric.ts';
import type { AnswerClass } from './metric-names.ts';

/** What a save of a payment counts for, by the event that it is marked with. */
export function toMetricsOfSave(payment: Payment): Metric[] {
  const { provider, event } = payment;
  const operation = event && findOperation(payment, event.operationId);
  if (!operation) return [];
  if (operation.state === 'unknown') return [toMetric('UnknownOutcomes', 1, { provider })];
  if (!isFinal(operation) || isRepublished(operation)) return [];
  const code = codeOf(operation);
  const outcome = OUTCOME_OF_STATE[operation.state];
  return [toMetric('OperationsEnded', 1, { provider, outcome, code })];
}

/** Its end was published, and counted, before. */
function isRepublished({ republishRequestedAt, completedAt }: FinalOperation): boolean {
  return republishRequestedAt !== undefined && republishRequestedAt >= completedAt;
}

function codeOf(operation: FinalOperation): string {
  if (operation.state === 'succeeded') return 'none';
  return operation.withdrawn ? 'withdrawn' : (operation.problem?.code ?? 'none');
}

/** What one exchange with a provider counts for. A login's own metrics follow from its log line. */
export function toMetricsOfExchange(
  { movesMoney, isLogin }: { readonly movesMoney?: boolean; readonly isLogin?: boolean },
  reply: Reply,
  { provider, ms }: { readonly provider: string; readonly ms: number },
): Metric[] {
  const answer = toAnswerClass(reply);
  if (!answer) return [];
  const hasLeft = reply.is !== 'not_sent';
  return [
    toMetric('ProviderAnswers', 1, { provider, answer }),
    ...(movesMoney && hasLeft ? [toMetric('Sends', 1, { provider })] : []),
    ...(!isLogin && hasLeft ? [toMetric('ProviderLatency', ms, { provider })] : []),
  ];
}

/** Undefined where we ourselves kept the request back. */
function toAnswerClass(reply: Reply): AnswerClass | undefined {
  if (reply.is === 'not_sent') return reply.why === 'unreachable' ? 'unreachable' : undefined;
  if (reply.status === undefined) return 'lost';
  if (reply.status >= 500) return '5xx';
  if (reply.is === 'lost') return 'lost';
  if (reply.status >= 400) return '4xx';
  return reply.status >= 300 ? '3xx' : '2xx';
}

/** What a log line counts for. */
export function toMetricsOfLine(event: string, facts: LogFacts, provider: string): Metric[] {
  const count = (name: Metric['name']) => toMetric(name, 1, { provider });
  switch (event) {
    case 'login':
      return [
        count('Logins'),
        ...(facts.result === 'refused' ? [count('LoginFailures')] : []),
        ...toCertificateMetrics(facts, provider),
      ];
    case 'credentials_checked':
      return toCertificateMetrics(facts, provider);
    case 'secret_read':
      return facts.credentialsDays === undefined
        ? []
        : [toMetric('CredentialsDaysLeft', facts.credentialsDays, { provider })];
    case 'secret_unusable':
      return [count('UnusableSecrets')];
    case 'token_refused':
      return [count('UnexpectedUnauthorized')];
    case 'sessions_demoted':
      return [count('SessionsDemoted')];
    case 'attempt':
    case 'inquiry':
    case 'preflight':
      return [
        ...(facts.unlisted ? [count('UnlistedAnswers')] : []),
        ...(facts.code === 'provider_rejected_request' ? [count('RejectedRequests')] : []),
      ];
    case 'newer_item':
      return [toMetric('NewerItems', 1)];
    case 'internal_error':
      return [toMetric('Problems', 1, { code: event })];
    case 'problem':
    case 'command_refused':
      return [toMetric('Problems', 1, { code: facts.code ?? 'none' })];
    default:
      return [];
  }
}

/** The merchant is in the line, and no dimension. */
function toCertificateMetrics({ certificateDays }: LogFacts, provider: string): Metric[] {
  return certificateDays === undefined
    ? []
    : [toMetric('CertificateDaysLeft', certificateDays, { provider })];
}
