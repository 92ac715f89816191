import { ANSWER_CLASSES } from '../../../shared/observability/metric-names.ts';
import type { Provider } from '../../providers.ts';
import { type AlarmProps, toExpression, toOwnMetric } from './runbook-alarm.ts';

/** Seconds after which a doubt is more than a slow answer: reads have been at it eight times by then. */
const OLD_DOUBT_S = 15 * 60;

/** Seconds for which nobody has looked at what is due: sweeps come every minute. */
const LONG_DUE_S = 15 * 60;

/** Periods of five minutes: 12 hours, after which a switch may have been forgotten. */
const LONG_SWITCHED_OFF = 144;

/** Percent of requests to a provider that may fail, where there are enough of them to say so. */
const FAILING_PERCENT = 10;
const ENOUGH_REQUESTS = 5;

/** Milliseconds in which a provider answers 99 of 100 requests, when it is well. */
const SLOW_ANSWER_MS = 5_000;

/** What people want to hear about one provider, by the id of the alarm. */
export function toProviderAlarms(provider: Provider): Readonly<Record<string, AlarmProps>> {
  return { ...toGaugeAlarms(provider), ...toEventAlarms(provider), ...toHealthAlarms(provider) };
}

/** Of what is unfinished. Nobody measured: what was known stays so, and `MeasuringStopped` tells. */
function toGaugeAlarms({ id: provider, name }: Provider): Readonly<Record<string, AlarmProps>> {
  return {
    OldDoubt: {
      says: `For over 15 minutes nobody knows whether an operation at ${name} moved the money.`,
      runbook: 'old-doubt',
      metric: toOwnMetric('OldestDoubtAge', 'Maximum', { provider }),
      above: OLD_DOUBT_S,
      missing: 'same',
    },
    SweepsBehind: {
      says: `For over 15 minutes nobody has looked at an operation at ${name} that is due.`,
      runbook: 'sweeps-behind',
      metric: toOwnMetric('OldestDueAge', 'Maximum', { provider }),
      above: LONG_DUE_S,
      missing: 'same',
    },
    ManualReview: {
      says: `An operation at ${name} waits for a person to find out what became of it.`,
      runbook: 'manual-review',
      metric: toOwnMetric('InManualReview', 'Maximum', { provider }),
      above: 0,
      missing: 'same',
    },
    WindowClosing: {
      says: `In less than two hours ${name} cancels no more what is still in doubt.`,
      runbook: 'window-closing',
      metric: toOwnMetric('WindowsClosingInDoubt', 'Maximum', { provider }),
      above: 0,
      missing: 'same',
    },
    LongApproval: {
      says: `The people at ${name} have not decided about a refund for over two days.`,
      runbook: 'long-approval',
      metric: toOwnMetric('LongApprovals', 'Maximum', { provider }),
      above: 0,
      missing: 'same',
    },
    SwitchedOff: {
      says: `${name} has been switched off, for a merchant or for all, for over 12 hours.`,
      runbook: 'switched-off',
      metric: toOwnMetric('SwitchedOff', 'Maximum', { provider }),
      above: 0,
      missing: 'same',
      lasting: { periods: LONG_SWITCHED_OFF, of: LONG_SWITCHED_OFF },
    },
    MeasuringStopped: {
      says: `Nobody has measured what is unfinished at ${name} for 15 minutes.`,
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

/** Each of these should never happen, so that one is enough. No data: it did not. */
function toEventAlarms({ id: provider, name }: Provider): Readonly<Record<string, AlarmProps>> {
  const one = { above: 0, missing: 'fine' } as const;
  return {
    LoginRefused: {
      says: `${name} refuses the credentials of a merchant.`,
      runbook: 'login-refused',
      metric: toOwnMetric('LoginFailures', 'Sum', { provider }),
      ...one,
    },
    UnseenAnswer: {
      says: `${name} answered in words that no table of ours has; nothing is sent again on them.`,
      runbook: 'unseen-answer',
      metric: toOwnMetric('UnseenAnswers', 'Sum', { provider }),
      ...one,
    },
    SessionsDemoted: {
      says: `The sessions of an account at ${name} end each other, so that it is down to one.`,
      runbook: 'sessions-demoted',
      metric: toOwnMetric('SessionsDemoted', 'Sum', { provider }),
      ...one,
    },
    RejectedRequest: {
      says: `${name} calls a request of ours malformed, which is a mistake of ours.`,
      runbook: 'rejected-request',
      metric: toOwnMetric('RejectedRequests', 'Sum', { provider }),
      ...one,
    },
  };
}

/** Of the provider itself. No data: nobody asked it anything. */
function toHealthAlarms({ id: provider, name }: Provider): Readonly<Record<string, AlarmProps>> {
  const lasting = { periods: 2, of: 3 };
  return {
    Failing: {
      says: `More than ${FAILING_PERCENT}% of the requests to ${name} end in a 5xx or in no answer.`,
      runbook: 'provider-failing',
      metric: toFailureRate(provider),
      above: FAILING_PERCENT,
      missing: 'fine',
      lasting,
    },
    Slow: {
      says: `One of 100 answers of ${name} takes longer than ${SLOW_ANSWER_MS / 1000} seconds.`,
      runbook: 'slow',
      metric: toOwnMetric('ProviderLatency', 'p99', { provider }),
      above: SLOW_ANSWER_MS,
      missing: 'fine',
      lasting,
    },
  };
}

/** Percent of requests that failed, or 0 where there were too few to say. */
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
