import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ProviderFunction } from './provider-function.ts';

/** The period of the alarms. */
const PERIOD = Duration.minutes(5);

/** Measures the open operations of one provider. Separate from the sweep, whose time is for the operations. */
export class MeasureSchedule extends Construct {
  constructor(scope: Construct, id: string, { provider, live }: ProviderFunction) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      description: `Estorno: measures open operations at ${provider.name}`,
      schedule: Schedule.rate(PERIOD),
      targets: [
        new LambdaFunction(live, {
          event: RuleTargetInput.fromObject({ trigger: 'measure' }),
          // The next one follows soon.
          retryAttempts: 0,
          maxEventAge: PERIOD,
        }),
      ],
    });
    acknowledge(
      rule,
      'Serverless-EventBusDLQ',
      'The next measurement, five minutes later, replaces a lost one',
    );
  }
}
