import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { EventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ProviderFunction } from './provider-function.ts';

/** The oldest that a sweep may get before it is dropped: by then the next one begins. */
const PERIOD = Duration.minutes(1);

const MADE_GOOD = 'A sweep that is lost is made good by the next, a minute later: nobody would read of it';

/**
 * Sweeps what is due at one provider, every minute.
 *
 * A missed or failed sweep is made good by the next, so nothing tries it again: neither EventBridge (the target)
 * nor Lambda, which by itself would run a failed event twice more (the invoke config).
 */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, { provider, function: handler }: ProviderFunction) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      description: `Estorno: what is due at ${provider.name}, every minute`,
      schedule: Schedule.rate(PERIOD),
      targets: [
        new LambdaFunction(handler, {
          event: RuleTargetInput.fromObject({ trigger: 'sweep' }),
          retryAttempts: 0,
          maxEventAge: PERIOD,
        }),
      ],
    });
    const invocation = new EventInvokeConfig(this, 'Invocation', {
      ...{ function: handler, retryAttempts: 0, maxEventAge: PERIOD },
    });
    acknowledge(rule, 'Serverless-EventBusDLQ', MADE_GOOD);
    acknowledge(invocation, 'Serverless-LambdaAsyncFailureDestination', MADE_GOOD);
  }
}
