import { Duration } from 'aws-cdk-lib';
import { Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { EventInvokeConfig } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { ProviderFunction } from './provider-function.ts';

/** A sweep that could not start for this long is dropped, because the next one begins then. */
const PERIOD = Duration.minutes(1);

const REPLACED_BY_NEXT = 'The next sweep, one minute later, replaces a lost one';

/**
 * Processes due operations of one provider every minute.
 *
 * The next sweep replaces a missed or failed one, so neither EventBridge (the target) nor Lambda (the invoke config, by
 * default two retries) retries it.
 */
export class SweepSchedule extends Construct {
  constructor(scope: Construct, id: string, { provider, function: handler, live }: ProviderFunction) {
    super(scope, id);
    const rule = new Rule(this, 'Rule', {
      description: `Estorno: processes due operations at ${provider.name} every minute`,
      schedule: Schedule.rate(PERIOD),
      targets: [
        new LambdaFunction(live, {
          event: RuleTargetInput.fromObject({ trigger: 'sweep' }),
          retryAttempts: 0,
          maxEventAge: PERIOD,
        }),
      ],
    });
    const invocation = new EventInvokeConfig(this, 'Invocation', {
      ...{ function: handler, qualifier: live.aliasName, retryAttempts: 0, maxEventAge: PERIOD },
    });
    // CloudFormation does not see that a name belongs to the alias.
    invocation.node.addDependency(live);
    acknowledge(rule, 'Serverless-EventBusDLQ', REPLACED_BY_NEXT);
    acknowledge(invocation, 'Serverless-LambdaAsyncFailureDestination', REPLACED_BY_NEXT);
  }
}
