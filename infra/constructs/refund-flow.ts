import { Duration } from 'aws-cdk-lib';
import type { IMetric } from 'aws-cdk-lib/aws-cloudwatch';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { FilterPattern, type LogGroup, MetricFilter } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { BundledFunction } from './bundled-function.ts';
import { dependOnPolicy } from './depend-on-policy.ts';
import { OWN_NAMESPACE, PERIOD } from './observability/runbook-alarm.ts';
import type { ProviderFunction } from './provider-function.ts';
import { ABANDONING_STATES, defineRefundFlow } from './refund-flow-definition.ts';
import { addVendedLogGroup } from './vended-log-group.ts';

/**
 * The longest duration of one execution.
 *
 * Without people an operation ends within two weeks: each of its two methods has one day to be sent and six days of
 * inquiries. People at the provider have 60 days to decide. The rest of the 90 days is for a `manual_review`; after that
 * the operation stays in review without a flow.
 *
 * History: at most 25,000 events on AWS. One poll takes 15 of them (six states entered and left, and three of the task).
 * 400 polls at the pace of the operation, and 8 per day for 90 days after that, are 1,120 polls, or 16,800 events, whatever the
 * operation waits for. The remaining 8,200 allow 2,700 retries of three events each, two per poll. A flow that begins while its
 * provider is switched off takes nine events per hour until then.
 */
const TIMEOUT = Duration.days(90);

/** These actions do not support resources: AWS creates the deliveries for the account. */
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

/** These do not support resources either. */
const TRACE = [
  'xray:GetSamplingRules',
  'xray:GetSamplingTargets',
  'xray:PutTelemetryRecords',
  'xray:PutTraceSegments',
];

/** Metrics of the flow's log have no dimension of a service. */
const FLOW_NAMESPACE = `${OWN_NAMESPACE}/RefundFlow`;

export type RefundFlowProps = {
  /** Each executes the operations of its provider. They do not know the flow. */
  readonly providerFunctions: readonly ProviderFunction[];
};

/**
 * The refund flow: a Standard state machine that polls the function of the operation's provider until the operation is
 * final. The sweeper processes the same operations, so nothing is lost if the flow fails.
 */
export class RefundFlow extends Construct {
  readonly machine: StateMachine;
  /** Executions that ended although their operation had not. */
  readonly abandoned: IMetric;

  constructor(scope: Construct, id: string, { providerFunctions }: RefundFlowProps) {
    super(scope, id);
    const role = this.addRole(providerFunctions.map(({ live }) => live));
    // The tasks and the CDK would also grant versions of the aliases.
    const fixedRole = role.withoutPolicyUpdates();
    dependOnPolicy(role, fixedRole);
    const logs = addVendedLogGroup(this, 'Logs', 'states');
    this.machine = new StateMachine(this, 'Machine', {
      stateMachineType: StateMachineType.STANDARD,
      definitionBody: DefinitionBody.fromChainable(defineRefundFlow(this, providerFunctions)),
      comment: 'Estorno: follows an operation to its end',
      timeout: TIMEOUT,
      role: fixedRole,
      tracingEnabled: true,
      logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
    });
    this.abandoned = this.countAbandoned(logs);
  }

  /** Lets a function start executions, and gives it the ARN. */
  grantStart({ function: starter, role }: BundledFunction): void {
    starter.addEnvironment('REFUND_FLOW_ARN', this.machine.stateMachineArn);
    role.addToPolicy(
      new PolicyStatement({
        actions: ['states:StartExecution'],
        resources: [this.machine.stateMachineArn],
      }),
    );
  }

  /** `ExecutionsFailed` also counts operations that failed, which is a result; the log names the state that was entered. */
  private countAbandoned(logGroup: LogGroup): IMetric {
    const names = ABANDONING_STATES.map((name) => `$.details.name = "${name}"`).join(' || ');
    const filter = new MetricFilter(this, 'Abandoned', {
      logGroup,
      metricNamespace: FLOW_NAMESPACE,
      metricName: 'Abandoned',
      metricValue: '1',
      filterPattern: FilterPattern.literal(`{ ($.type = "FailStateEntered") && (${names}) }`),
    });
    return filter.metric({ statistic: 'Sum', period: PERIOD });
  }

  private addRole(functions: readonly IFunction[]): Role {
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    const invoked = functions.map(({ functionArn }) => functionArn);
    role.addToPolicy(new PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: invoked }));
    role.addToPolicy(new PolicyStatement({ actions: [...DELIVER_LOGS, ...TRACE], resources: ['*'] }));
    acknowledgeWildcard(role, '*', 'The actions for traces and log deliveries do not support resources');
    return role;
  }
}
