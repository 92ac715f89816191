import { createHash } from 'node:crypto';
import { Aws, CfnParameter, NestedStack } from 'aws-cdk-lib';
import { CfnRolePolicy, CfnUserPolicy, PolicyDocument } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { UsageError } from '../../tools/script.ts';
import { type Merchant, type Principal, toPrincipal } from '../options/merchants.ts';
import type { EventBus } from './event-bus.ts';
import type { HttpApi } from './http-api.ts';
import { toAccessStatements } from './merchant-statements.ts';

/**
 * Nested stacks of the policies. A stack has at most 500 resources, so these have room for 3,000 principals. A principal
 * is always in the same one: its policy would be lost if one nested stack deleted what another has just written.
 */
const NESTED_STACKS = 8;

/**
 * The longest policies, in characters. IAM allows 10,240 for all inline policies of a role together, and 2,048 for a user:
 * 1,240 of a role are left for its own.
 *
 * @source docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html, 2026-11
 */
const LONGEST: Readonly<Record<Principal['kind'], number>> = { role: 9000, user: 2048 };

/** As long as what takes the place of the references when the stack is deployed, or longer. */
const LONG = {
  api: 'arn:aws-us-gov:execute-api:ap-southeast-1:111122223333:1234567890',
  bus: 'b'.repeat(140),
};

export type MerchantAccessProps = {
  readonly merchants: readonly Merchant[];
  readonly bus: EventBus;
  /** Absent if callers send tokens, which name their merchants. */
  readonly api?: HttpApi;
  /** Of the stack: part of the names of the policies. */
  readonly stackName: string;
};

/** A principal with all of its merchants. */
type Caller = Principal & { readonly merchantIds: readonly string[] };

/**
 * Lets the storefronts of merchants call the paths of their merchant, and put its commands on the bus: one inline policy
 * for each principal. A merchant that is left out loses its access with the deployment, and nothing outside the stack
 * keeps it from being deleted.
 */
export function addMerchantAccess(scope: Construct, props: MerchantAccessProps): void {
  const callers = toCallers(props.merchants);
  for (const caller of callers) refuseLong(caller, props.api !== undefined);
  for (let index = 0; index < NESTED_STACKS; index += 1) {
    const here = callers.filter((caller) => nestedStackOf(caller) === index);
    if (here.length > 0) new AccessStack(scope, `Access${index}`, here, props);
  }
}

class AccessStack extends NestedStack {
  constructor(scope: Construct, id: string, callers: readonly Caller[], props: MerchantAccessProps) {
    const { bus, api, stackName } = props;
    super(scope, id, {
      description: 'Estorno: what the storefronts of merchants may do',
      parameters: { BusArn: bus.bus.eventBusArn, ...(api && { ApiId: api.apiId }) },
    });
    const toParameter = (name: string) => new CfnParameter(this, name).valueAsString;
    const busArn = toParameter('BusArn');
    const apiArn = api && this.formatArn({ service: 'execute-api', resource: toParameter('ApiId') });
    // Roles are the same in all regions.
    const policyName = `${stackName}-${Aws.REGION}`;
    for (const caller of callers) {
      const statements = toAccessStatements(caller.merchantIds, { busArn, apiArn });
      addPolicy(this, caller, policyName, new PolicyDocument({ statements }));
    }
  }
}

function addPolicy(
  scope: Construct,
  { kind, name }: Principal,
  policyName: string,
  policyDocument: PolicyDocument,
) {
  const id = `${kind}-${name}`;
  return kind === 'role'
    ? new CfnRolePolicy(scope, id, { roleName: name, policyName, policyDocument })
    : new CfnUserPolicy(scope, id, { userName: name, policyName, policyDocument });
}

function toCallers(merchants: readonly Merchant[]): readonly Caller[] {
  const callers = new Map<string, Caller>();
  for (const { id, principals } of merchants)
    for (const text of new Set(principals)) {
      const principal = toPrincipal(id, text);
      const key = keyOf(principal);
      const merchantIds = new Set([...(callers.get(key)?.merchantIds ?? []), id]);
      callers.set(key, { ...principal, merchantIds: [...merchantIds] });
    }
  return [...callers.values()];
}

function keyOf({ kind, name }: Principal): string {
  return `${kind}/${name}`;
}

function nestedStackOf(caller: Caller): number {
  return createHash('sha256').update(keyOf(caller)).digest().readUInt32BE() % NESTED_STACKS;
}

function refuseLong({ kind, name, merchantIds }: Caller, hasApi: boolean): void {
  const arns = { busArn: LONG.bus, apiArn: hasApi ? LONG.api : undefined };
  const statements = toAccessStatements(merchantIds, arns);
  const { length } = JSON.stringify(new PolicyDocument({ statements }).toJSON());
  if (length > LONGEST[kind])
    throw new UsageError(
      `The option merchants has ${merchantIds.length} merchants for the ${kind} ${name}, and the policies of one ${kind} ` +
        `cannot be that long. Divide them among several roles, give the role every merchant ("*"), or use tokens.`,
    );
}
