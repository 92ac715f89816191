import { Effect, type IRole, PolicyStatement, StarPrincipal } from 'aws-cdk-lib/aws-iam';

/** Principals outside the stack, by the ARNs of their roles or users. `*` matches any characters. */
export type NamedPrincipals = readonly string[];

export type DenyOthersProps = {
  readonly sid: string;
  readonly action: string;
  readonly resource: string;
  /** Roles of the stack that need the action. */
  readonly roles: readonly IRole[];
  /** @default none */
  readonly named?: NamedPrincipals;
};

/**
 * Denies an action on a resource to all principals but these, whatever their own policies allow: an administrator's policy too, or
 * one with `*` for a resource. AWS services that deliver on behalf of the stack are not concerned; the resource names
 * them by their source.
 */
export function denyOthers({ sid, action, resource, roles, named = [] }: DenyOthersProps): PolicyStatement {
  const names = [...roles.map(({ roleArn }) => roleArn), ...named];
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new StarPrincipal()],
    actions: [action],
    resources: [resource],
    conditions: {
      // Without a name everybody is another.
      ...(names.length > 0 && { ArnNotLike: { 'aws:PrincipalArn': names } }),
      Bool: { 'aws:PrincipalIsAWSService': 'false' },
    },
  });
}
