import { Stack, Validations } from 'aws-cdk-lib';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { IConstruct } from 'constructs';

/** Says why a finding of cdk-nag on a construct, or on what is in it, stays as it is. Only that finding is meant. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** Says why a policy in a construct allows something on a resource with a wildcard. */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  const finding = flattenCfnReference(Stack.of(construct).resolve(resource));
  acknowledge(construct, `AwsSolutions-IAM5[Resource::${finding}]`, reason);
}
