import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { mayHelpLater, PROBLEM_CODES } from '../../shared/domain/problem.ts';

/** What Lambda fails with where the function's code has not spoken. Asking again is always safe. */
const TRANSIENT_ERRORS = [
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ServiceException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Runtime.ExitError',
  'Sandbox.Timedout',
  'States.Timeout',
];

/** The problems that may pass, of the same command under the same key. */
const RETRIED_PROBLEMS = PROBLEM_CODES.filter(mayHelpLater);

/**
 * What a task is tried again on. Whatever is not here, or outlasts its attempts, is caught and ends the flow.
 *
 * Lambda: 2, 4, 8, … 60 s, four minutes in sum. Problems: 5, 10, 20, … 300 s, 35 minutes in sum, which is longer
 * than most outages of a provider; the sweeper stays with the operation where it is not. With full jitter a delay is
 * half as long on average.
 */
export const REFUND_FLOW_RETRIES: readonly RetryProps[] = [
  {
    errors: TRANSIENT_ERRORS,
    interval: Duration.seconds(2),
    backoffRate: 2,
    maxDelay: Duration.seconds(60),
    maxAttempts: 8,
    jitterStrategy: JitterType.FULL,
  },
  {
    errors: RETRIED_PROBLEMS,
    interval: Duration.seconds(5),
    backoffRate: 2,
    maxDelay: Duration.minutes(5),
    maxAttempts: 12,
    jitterStrategy: JitterType.FULL,
  },
];
