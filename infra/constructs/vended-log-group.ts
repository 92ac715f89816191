import { Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';

/**
 * A log group that a service of AWS writes to with a resource policy of CloudWatch Logs. Such a policy has at most 5,120
 * characters for all log groups of the account together; groups under `/aws/vendedlogs/` need no line of their own there.
 *
 * The name ends with the id that AWS gives the stack when it is created: log groups are kept when a stack is deleted, and
 * the next stack of the same name must not collide with them.
 *
 * @source docs.aws.amazon.com/step-functions/latest/dg/bp-cwl.html, and
 * docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html, 2026-11
 * @param service the part of the name after the prefix
 */
export function addVendedLogGroup(scope: Construct, id: string, service: 'apigateway' | 'states'): LogGroup {
  const { stackName, stackId } = Stack.of(scope);
  const uniqueId = Fn.select(2, Fn.split('/', stackId));
  return new LogGroup(scope, id, {
    logGroupName: `/aws/vendedlogs/${service}/${stackName}-${scope.node.id}${id}-${uniqueId}`,
    removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
  });
}
