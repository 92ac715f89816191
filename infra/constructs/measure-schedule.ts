import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ProviderFunction } from './provider-function.ts';

/** As often as alarms look. */
const PERIOD = Duration.minutes(5);

/** Measures what is unfinished at one provider, apart from the sweep, which has better things to do with its time. */
export class MeasureSchedule extends Construct {
  constructor(scope: Construct, id: string, { provider, function: handler }: ProviderFunction) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      description: `Estorno: measures what is unfinished at ${provider.name}`,
      schedule: Schedule.rate(PERIOD),
      targets: [
        new LambdaFunction(handler, {
          event: RuleTargetInput.fromObject({ trigger: 'measure' }),
          // The next one comes soon.
          retryAttempts: 0,
          maxEventAge: PERIOD,
        }),
      ],
    });
    acknowledge(
      rule,
      'Serverless-EventBusDLQ',
      'A measurement that is lost is made good by the next, five minutes later',
    );
  }
}
