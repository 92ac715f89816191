import { Duration } from 'aws-cdk-lib';
import { ANSWER_CLASSES } from '../../../shared/observability/metric-names.ts';
import type { Provider } from '../../providers.ts';
import { type AlarmProps, toExpression, toOwnMetric } from './runbook-alarm.ts';

/** Seconds after which an unknown outcome needs attention: eight inquiries were made by then. */
const OLD_UNKNOWN_S = 15 * 60;

/** Seconds for which an operation is due; sweeps run every minute. */
const LONG_DUE_S = 15 * 60;

/** Periods of five minutes: 12 hours, after which the switch may have been forgotten. */
const LONG_SWITCHED_OFF = 144;

/** Percent of requests to a provider that may fail, if there are enough requests. */
const FAILING_PERCENT = 10;
const ENOUGH_REQUESTS = 5;

/** Milliseconds within which a provider normally answers 99 of 100 requests. */
const SLOW_ANSWER_MS = 5_000;

/** Days before the end of a client certificate: banks renew theirs from 30 days before. */
const CERTIFICATE_ENDS_DAYS = 30;

/** Days before the end of credentials whose secret says when they end. */
const CREDENTIALS_END_DAYS = 14;

/** The alarms of one provider, by their id. */
export function toProviderAlarms(provider: Provider): Readonly<Record<string, AlarmProps>> {
  return {
    ...toGaugeAlarms(provider),
    ...toEventAlarms(provider),
    ...toHealthAlarms(provider),
    ...toSecretAlarms(provider),
    ...(provider.usesClientCertificate && toCertificateAlarm(provider)),
  };
}

/** Alarms on gauges. Without measurements they keep their state, and `MeasuringStopped` is raised. */
function toGaugeAlarms({ id: provider, name }: Provider): Readonly<Record<string, AlarmProps>> {
  return {
    OldUnknown: {
      summary: `The outcome of an operation at ${name} has been unknown for more than 15 minutes.`,
      runbook: 'old-unknown',
      metric: toOwnMetric('OldestUnknownAge', 'Maximum', { provider }),
      above: OLD_UNKNOWN_S,
      missing: 'same',
    },
    SweepsBehind: {
      summary: `An operation at ${name} has been due for more than 15 minutes.`,
      runbook: 'sweeps-behind',
      metric: toOwnMetric('OldestDueAge', 'Maximum', { provider }),
      above: LONG_DUE_S,
      missing: 'same',
    },
    ManualReview: {
      summary: `An operation at ${name} is in manual_review: a person must record the outcome.`,
      runbook: 'manual-review',
      metric: toOwnMetric('InManualReview', 'Maximum', { provider }),
      above: 0,
      missing: 'same',
    },
    WindowClosing: {
      summary: `The cancellation window at ${name} closes in less than two hours for an operation whose outcome is unknown.`,
      runbook: 'window-closing',
      metric: toOwnMetric('WindowsClosingUnknown', 'Maximum', { provider }),
      above: 0,
      missing: 'same',
    },
    LongApproval: {
      summary: `The staff of ${name} have not decided about a refund for more than two days.`,
      runbook: 'long-approval',
      metric: toOwnMetric('LongApprovals', 'Maximum', { provider }),
      above: 0,
      missing: 'same',
    },
    SwitchedOff: {
      summary: `${name} has been switched off, for one merchant or for all, for more than 12 hours.`,
      runbook: 'switched-off',
      metric: toOwnMetric('SwitchedOff', 'Maximum', { provider }),
      above: 0,
      missing: 'same',
      lasting: { periods: LONG_SWITCHED_OFF, of: LONG_SWITCHED_OFF },
    },
    MeasuringStopped: {
      summary: `The open operations at ${name} have not been measured for 15 minutes.`,
      runbook: 'measuring-stopped',
      metric: toExpression(
        'IF(FILL(measured, 0) > 0, 0, 1)',
        { measured: toOwnMetric('InManualReview', 'SampleCount', { provider }) },
        'periods without a measurement',
      ),
      above: 0,
      missing: 'bad',
      lasting: { periods: 3, of: 3 },
    },
  };
}

/** Alarms on events that should never happen: one is enough. No data: none happened. */
function toEventAlarms({ id: provider, name }: Provider): Readonly<Record<string, AlarmProps>> {
  const one = { above: 0, missing: 'fine' } as const;
  return {
    LoginRefused: {
      summary: `${name} refuses the credentials of a merchant.`,
      runbook: 'login-refused',
      metric: toOwnMetric('LoginFailures', 'Sum', { provider }),
      ...one,
    },
    UnlistedAnswer: {
      summary: `${name} gave an answer that is not documented; nothing is sent again because of it.`,
      runbook: 'unlisted-answer',
      metric: toOwnMetric('UnlistedAnswers', 'Sum', { provider }),
      ...one,
    },
    SessionsDemoted: {
      summary: `The sessions of an account at ${name} invalidate each other; it now uses one session.`,
      runbook: 'sessions-demoted',
      metric: toOwnMetric('SessionsDemoted', 'Sum', { provider }),
      ...one,
    },
    RejectedRequest: {
      summary: `${name} reports a malformed request of ours.`,
      runbook: 'rejected-request',
      metric: toOwnMetric('RejectedRequests', 'Sum', { provider }),
      ...one,
    },
  };
}

/**
 * On the certificate that ends first of all that logged in within a day: a shorter period would see one merchant, and end
 * the alarm of another. No data: nobody logged in, or the certificate has expired.
 */
function toCertificateAlarm({ id: provider, name }: Provider): Readonly<Record<string, AlarmProps>> {
  return {
    CertificateEnding: {
      summary: `A client certificate of a merchant at ${name} expires in less than ${CERTIFICATE_ENDS_DAYS} days.`,
      runbook: 'certificate-ending',
      metric: toOwnMetric('CertificateDaysLeft', 'Minimum', { provider }).with({ period: Duration.days(1) }),
      below: CERTIFICATE_ENDS_DAYS,
      missing: 'same',
    },
  };
}

/** On the secrets of all merchants that were read within a day, as of certificates. */
function toSecretAlarms({ id: provider, name }: Provider): Readonly<Record<string, AlarmProps>> {
  return {
    CredentialsEnding: {
      summary: `The credentials of a merchant at ${name} expire in less than ${CREDENTIALS_END_DAYS} days.`,
      runbook: 'credentials-ending',
      metric: toOwnMetric('CredentialsDaysLeft', 'Minimum', { provider }).with({ period: Duration.days(1) }),
      below: CREDENTIALS_END_DAYS,
      missing: 'same',
    },
    SecretUnusable: {
      summary: `The secret of a merchant at ${name} cannot be used: its fields are wrong, or it is marked for deletion.`,
      runbook: 'secret-unusable',
      metric: toOwnMetric('UnusableSecrets', 'Sum', { provider }),
      above: 0,
      missing: 'fine',
    },
  };
}

/** Alarms on the provider itself. No data: no requests were sent. */
function toHealthAlarms({ id: provider, name }: Provider): Readonly<Record<string, AlarmProps>> {
  const lasting = { periods: 2, of: 3 };
  return {
    Failing: {
      summary: `More than ${FAILING_PERCENT}% of the requests to ${name} end in a 5xx or without an answer.`,
      runbook: 'provider-failing',
      metric: toFailureRate(provider),
      above: FAILING_PERCENT,
      missing: 'fine',
      lasting,
    },
    Slow: {
      summary: `The 99th percentile of the answers of ${name} is above ${SLOW_ANSWER_MS / 1000} seconds.`,
      runbook: 'slow',
      metric: toOwnMetric('ProviderLatency', 'p99', { provider }),
      above: SLOW_ANSWER_MS,
      missing: 'fine',
      lasting,
    },
  };
}

/** Percent of requests that failed, or 0 if there were too few requests. */
export function toFailureRate(provider: string) {
  const nameOf = (answer: string) => `answers${answer}`;
  const answers = Object.fromEntries(
    ANSWER_CLASSES.map((answer) => [
      nameOf(answer),
      toOwnMetric('ProviderAnswers', 'Sum', { provider, answer }),
    ]),
  );
  const sumOf = (classes: readonly string[]) =>
    classes.map((answer) => `FILL(${nameOf(answer)}, 0)`).join(' + ');
  const [all, failed] = [sumOf(ANSWER_CLASSES), sumOf(['5xx', 'lost', 'unreachable'])];
  return toExpression(
    `IF((${all}) >= ${ENOUGH_REQUESTS}, 100 * (${failed}) / (${all}), 0)`,
    answers,
    'percent of requests that failed',
  );
}
