import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { BundledFunction } from './bundled-function.ts';
import { dependOnPolicy } from './depend-on-policy.ts';
import type { ProviderFunction } from './provider-function.ts';
import { defineRefundFlow } from './refund-flow-definition.ts';

/**
 * How long one execution may run at most.
 *
 * By itself an operation is looked at for two weeks at most: each of its two ways has a day to be sent, and six to
 * be read. People at the provider get 60 days to decide. What is left of the 90 is for the person of a
 * `manual_review`; after them the operation stays with that person, without a flow.
 *
 * History: at most 25,000 events on AWS. One look is 15 of them (six states entered and left, and three more of the
 * task). 360 looks in the two weeks, 12 a day for 60 days, and 4 a day for the rest are 1,140, or 17,100 events; the
 * 7,900 that are left are 2,600 retries of three events each, two for every look.
 */
const TIMEOUT = Duration.days(90);

/** These take no resource: AWS makes the deliveries in the name of the account. */
const DELIVER_LOGS = [
  'logs:CreateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:DescribeLogGroups',
  'logs:DescribeResourcePolicies',
  'logs:GetLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:UpdateLogDelivery',
];

/** These take no resource either. */
const TRACE = [
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

export type RefundFlowProps = {
  /** Each does the steps of its provider. They know nothing of the flow. */
  readonly providerFunctions: readonly ProviderFunction[];
};

/**
 * The refund flow: a Standard state machine that asks the function of an operation's provider until the operation
 * is at its end. It is a driver only: the sweeper looks at the same operations, so nothing is lost where it fails.
 */
export class RefundFlow extends Construct {
  readonly machine: StateMachine;

  constructor(scope: Construct, id: string, { providerFunctions }: RefundFlowProps) {
    super(scope, id);
    const role = this.addRole(providerFunctions.map((each) => each.function));
    // The tasks and the CDK would grant more: versions of the functions too.
    const fixedRole = role.withoutPolicyUpdates();
    dependOnPolicy(role, fixedRole);
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(defineRefundFlow(this, providerFunctions)),
      comment: 'Estorno: brings an operation that gives money back to its end',
      timeout: TIMEOUT,
      role: fixedRole,
      tracingEnabled: true,
      logs: { destination: this.addLogs(), level: LogLevel.ALL, includeExecutionData: false },
    });
  }

  /** Lets a function start executions, and tells it of what. */
  grantStart({ function: starter, role }: BundledFunction): void {
    starter.addEnvironment('REFUND_FLOW_ARN', this.machine.stateMachineArn);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: [this.machine.stateMachineArn],
      }),
    );
  }

  private addLogs(): LogGroup {
    return new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
  }

  private addRole(functions: readonly IFunction[]): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    const invoked = functions.map(({ functionArn }) => functionArn);
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: invoked }));
    role.addToPolicy(new PolicyStatement({ actions: [...DELIVER_LOGS, ...TRACE], resources: ['*'] }));
    acknowledgeWildcard(role, '*', 'Traces, and the deliveries of logs, take no resource');
    return role;
  }
}
