import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import type { Assembly } from './assembly.ts';
import { toIamArn } from './place.ts';
import { type PolicyDocument, readPolicyDocument } from './policy-document.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';

const ROLE = 'AWS::IAM::Role';
const POLICY = 'AWS::IAM::Policy';
const MANAGED_POLICY = 'AWS::IAM::ManagedPolicy';

export const IAM_TYPES: readonly ResourceType[] = [
  {
    type: ROLE,
    nameProperty: 'RoleName',
    attributes: { Arn: toRoleArn, RoleId: ({ logicalId }) => logicalId },
    properties: [
      'AssumeRolePolicyDocument', // here the access key id says who calls, so nobody assumes a role
      'Description',
      'ManagedPolicyArns',
      'MaxSessionDuration',
      'Path',
      'Policies',
      'RoleName',
      'Tags',
    ],
  },
  { type: POLICY, nameProperty: 'PolicyName', properties: ['PolicyDocument', 'PolicyName', 'Roles'] },
  {
    type: MANAGED_POLICY,
    nameProperty: 'ManagedPolicyName',
    ref: toPolicyArn,
    properties: ['Description', 'ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
  },
];

/** A role with everything that it may do. */
export type LocalRole = {
  readonly name: string;
  readonly arn: string;
  readonly policies: readonly { readonly name: string; readonly policy: PolicyDocument }[];
};

/** AWS's own policies that grant only what no local service has: logs and traces. */
const MEANINGLESS_HERE = /:aws:policy\/(service-role\/AWSLambdaBasicExecutionRole|AWSXRayDaemonWriteAccess)$/;

const RoleProperties = z.object({
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(z.object({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
});

const PolicyProperties = z.object({ PolicyDocument: z.unknown(), Roles: z.array(z.string()).default([]) });

type Attached = {
  readonly name: string;
  readonly arn: string;
  readonly roles: readonly string[];
  readonly policy: PolicyDocument;
};

/** @throws LocalStackError on a policy or a policy element that the local stack does not know */
export function readRoles(assembly: Assembly): readonly LocalRole[] {
  const attached = [...assembly.resourcesOf(POLICY), ...assembly.resourcesOf(MANAGED_POLICY)].map(
    (resource): Attached => {
      const { PolicyDocument: document, Roles: roles } = PolicyProperties.parse(resource.properties);
      const policy = readPolicyDocument(document, resource.logicalId);
      return { name: resource.name, arn: toPolicyArn(resource), roles, policy };
    },
  );
  return assembly.resourcesOf(ROLE).map((resource) => {
    const { ManagedPolicyArns: arns, Policies: own } = RoleProperties.parse(resource.properties);
    refuseManaged(resource.logicalId, arns, attached);
    const policies = attached.filter(({ arn, roles }) => roles.includes(resource.name) || arns.includes(arn));
    const inline = own.map(({ PolicyName: name, PolicyDocument: document }) => ({
      name,
      policy: readPolicyDocument(document, resource.logicalId),
    }));
    return {
      name: resource.name,
      arn: toRoleArn(resource),
      policies: [...inline, ...policies.map(({ name, policy }) => ({ name, policy }))],
    };
  });
}

function refuseManaged(logicalId: string, arns: readonly string[], attached: readonly Attached[]): void {
  const unknown = arns.find(
    (arn) => !MEANINGLESS_HERE.test(arn) && !attached.some((policy) => policy.arn === arn),
  );
  if (unknown)
    throw new LocalStackError(
      `The local stack does not know the managed policy ${unknown} of the role ${logicalId}. ` +
        'Grant what the function needs in a policy of the stack.',
    );
}

function toRoleArn({ place, name }: NamedResource): string {
  return toIamArn(place, `role/${name}`);
}

function toPolicyArn({ place, name }: NamedResource): string {
  return toIamArn(place, `policy/${name}`);
}
