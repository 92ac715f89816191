import { Stack, Validations } from 'aws-cdk-lib';
import { flattenCfnReference } from 'cdk-nag/lib/utils/flatten-cfn-reference.js';
import type { IConstruct } from 'constructs';

/** Acknowledges one finding of cdk-nag on a construct or its children, with the reason. */
export function acknowledge(construct: IConstruct, id: string, reason: string): void {
  Validations.of(construct).acknowledge({ id, reason });
}

/** Acknowledges a policy of a construct that allows an action on a resource with a wildcard, with the reason. */
export function acknowledgeWildcard(construct: IConstruct, resource: string, reason: string): void {
  const finding = flattenCfnReference(Stack.of(construct).resolve(resource));
  acknowledge(construct, `AwsSolutions-IAM5[Resource::${finding}]`, reason);
}
