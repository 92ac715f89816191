import { Duration } from 'aws-cdk-lib';
import { JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { mayHelpLater, PROBLEM_CODES } from '../../shared/domain/problem.ts';

/** Errors of Lambda itself, without an answer of the function. A retry is always safe. */
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

/** Problems that may be temporary, for the same command with the same key. What is switched off lasts longer: the flow waits. */
const RETRIED_PROBLEMS = PROBLEM_CODES.filter((code) => mayHelpLater(code) && code !== 'provider_disabled');

/**
 * The errors on which a task is retried. Any other error, or one that outlasts the attempts, ends the flow.
 *
 * Lambda errors: 2, 4, 8, … 60 s, four minutes in total. Problems: 5, 10, 20, … 300 s, 35 minutes in total, which is longer
 * than most outages of a provider; after that the sweeper continues with the operation. With full jitter a delay is half
 * as long on average.
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
