import { PermissionsBoundary, type Stack, type StackProps, Tags } from 'aws-cdk-lib';
import type { Configuration } from './configuration.ts';
import { checkPlace } from './options/check-place.ts';
import { setStage } from './stage.ts';

/** CloudFormation does not accept tags of dashboards in every region. */
const UNTAGGED = ['AWS::CloudWatch::Dashboard'];

/** What has to be done before the stack has constructs. */
export function prepareStack(stack: Stack, configuration: Configuration): void {
  checkPlace(stack, configuration);
  setStage(stack, configuration.stage);
  for (const [key, value] of Object.entries(configuration.tags))
    Tags.of(stack).add(key, value, { excludeResourceTypes: UNTAGGED });
}

/** The properties of the stack that options decide. */
export function toStackProps({ permissionsBoundary, terminationProtection }: Configuration): StackProps {
  const toBoundary = permissionsBoundary?.startsWith('arn:')
    ? PermissionsBoundary.fromArn
    : PermissionsBoundary.fromName;
  return {
    description: 'Estorno: cancels payments at Brazilian providers',
    terminationProtection,
    ...(permissionsBoundary !== undefined && { permissionsBoundary: toBoundary(permissionsBoundary) }),
  };
}
