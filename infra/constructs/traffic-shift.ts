import { CfnResource } from 'aws-cdk-lib';
import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { CfnApplication, CfnDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { type GradualShift, type Shift, toDeploymentConfigName } from '../options/shifts.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { BundledFunction } from './bundled-function.ts';

/** Alarms of the whole stack that speak of a bad release, by their ids. */
const OF_ALL = ['InternalError', 'NewerItem', 'ApiFailing'];

/** Those of one function, after its id. `UnlistedAnswer` and `RejectedRequest` are of the functions of providers. */
const OF_ONE = ['Errors', 'UnlistedAnswer', 'RejectedRequest'];

/** What ends a shift, and returns all events to the version before. */
const ROLLBACKS = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'];

type TrafficShiftProps = {
  readonly shift: GradualShift;
  readonly functions: readonly BundledFunction[];
  /** By their ids. */
  readonly alarms: ReadonlyMap<string, Alarm>;
};

/** Without a gradual shift CloudFormation itself moves each alias, at once. */
export function addTrafficShift(
  scope: Construct,
  shift: Shift,
  { functions, alarms }: Omit<TrafficShiftProps, 'shift'>,
): void {
  if (shift !== 'allAtOnce') new TrafficShift(scope, 'TrafficShift', { shift, functions, alarms });
}

/**
 * Moves the alias of each function to a new version gradually, with CodeDeploy. While one of the alarms is raised, all events
 * return to the version before, and CloudFormation restores the previous template and code of the whole stack.
 */
class TrafficShift extends Construct {
  constructor(scope: Construct, id: string, { shift, functions, alarms }: TrafficShiftProps) {
    super(scope, id);
    const application = new CfnApplication(this, 'Application', { computePlatform: 'Lambda' });
    const role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('codedeploy.amazonaws.com') });
    for (const each of functions) {
      const group = new CfnDeploymentGroup(this, each.node.id, {
        applicationName: application.ref,
        serviceRoleArn: role.roleArn,
        deploymentConfigName: toDeploymentConfigName(shift),
        deploymentStyle: { deploymentType: 'BLUE_GREEN', deploymentOption: 'WITH_TRAFFIC_CONTROL' },
        alarmConfiguration: { enabled: true, alarms: toNames(each, alarms) },
        autoRollbackConfiguration: { enabled: true, events: ROLLBACKS },
      });
      group.node.addDependency(this.addPolicy(each, role));
      setUpdatePolicy(each, application, group);
    }
  }

  /**
   * Narrower than the policy that AWS manages for this: no other function of the account can be shifted. One policy for each
   * function, because a shift needs it, and the function of the relay needs the flow, which needs the aliases of the others.
   */
  private addPolicy({ node, function: { functionArn } }: BundledFunction, role: Role): Policy {
    const versions = `${functionArn}:*`;
    const policy = new Policy(this, `${node.id}Policy`, {
      roles: [role],
      statements: [
        new PolicyStatement({
          actions: ['lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias'],
          resources: [functionArn, versions],
        }),
        new PolicyStatement({ actions: ['cloudwatch:DescribeAlarms'], resources: ['*'] }),
      ],
    });
    acknowledgeWildcard(policy, versions, 'A version has no name before it is published');
    acknowledgeWildcard(policy, '*', 'CodeDeploy reads the states of all alarms of a deployment in one call');
    return policy;
  }
}

function toNames({ node: { id } }: BundledFunction, alarms: TrafficShiftProps['alarms']) {
  const ids = [...OF_ALL, ...OF_ONE.map((alarm) => `${id}${alarm}`)];
  return ids.flatMap((alarmId) => {
    const alarm = alarms.get(alarmId);
    return alarm ? [{ name: alarm.alarmName }] : [];
  });
}

/** CloudFormation then leaves the change of the alias to CodeDeploy. */
function setUpdatePolicy(of: BundledFunction, application: CfnApplication, group: CfnDeploymentGroup): void {
  const { defaultChild: alias } = of.live.node;
  if (!CfnResource.isCfnResource(alias))
    throw new Error('The default child of the alias is not a CfnResource.');
  alias.cfnOptions.updatePolicy = {
    codeDeployLambdaAliasUpdate: { applicationName: application.ref, deploymentGroupName: group.ref },
  };
}
