import { runSimulation, type Simulation } from '@cloud-copilot/iam-simulate';
import type { LocalRole } from '../assembly/iam.ts';
import type { LocalFunction } from '../assembly/lambda.ts';
import type { Place } from '../assembly/place.ts';
import { LocalStackError } from '../local-stack-error.ts';
import type { NeededRight } from './aws-service.ts';

/** The access key id of tests and operators, who may do everything. */
const ALL_POWERFUL = 'local';

/** A resource whose own policy decides besides the caller's: a key, a queue, a bus. */
export type GuardedResource = { readonly arn: string; readonly policy: Readonly<Record<string, unknown>> };

/** Decides calls by the synthesized policies of the caller's own role, and of the resource where it has one. */
export type Authorizer = {
  isKnown(caller: string): boolean;
  /** @returns AWS's words for the refusal, or undefined when the caller may do it all */
  refusalOf(caller: string, rights: readonly NeededRight[]): Promise<string | undefined>;
};

/** What acts by a role: a function or a state machine. */
export type Principal = Pick<LocalFunction, 'logicalId' | 'name' | 'roleArn'>;

type Caller = { readonly principal: Principal; readonly role: LocalRole };

const KEPT_DECISIONS = 10_000;

export function createAuthorizer(
  principals: readonly Principal[],
  roles: readonly LocalRole[],
  place: Place,
  guarded: readonly GuardedResource[] = [],
): Authorizer {
  const callers = new Map(principals.map((principal) => [principal.logicalId, toCaller(principal, roles)]));
  const decided = new Map<string, Promise<boolean>>();

  /** The same question gets the same answer, so it is decided once. */
  function isAllowed(id: string, caller: Caller, right: NeededRight): Promise<boolean> {
    const question = JSON.stringify([id, right.action, right.resourceArn, right.context]);
    const decision = decided.get(question) ?? decide(caller, right, place, guarded);
    if (decided.size >= KEPT_DECISIONS) decided.clear();
    decided.set(question, decision);
    return decision;
  }

  return {
    isKnown: (caller) => caller === ALL_POWERFUL || callers.has(caller),
    refusalOf: async (id, rights) => {
      const caller = callers.get(id);
      if (!caller) return undefined;
      const allowed = await Promise.all(rights.map((right) => isAllowed(id, caller, right)));
      const refused = rights[allowed.indexOf(false)];
      return refused && toRefusal(caller, refused, place);
    },
  };
}

function toCaller(principal: Principal, roles: readonly LocalRole[]): Caller {
  const role = roles.find(({ arn }) => arn === principal.roleArn);
  if (!role)
    throw new LocalStackError(
      `${principal.logicalId} has a role that is not in the template (${principal.roleArn}). Make it in the stack.`,
    );
  return { principal, role };
}

/** 0.3 ms. @throws LocalStackError when the policies or the action are not valid IAM */
async function decide(
  { role }: Caller,
  right: NeededRight,
  place: Place,
  guarded: readonly GuardedResource[],
): Promise<boolean> {
  const resource = guarded.find(({ arn }) => arn === right.resourceArn);
  const question = toQuestion(role, right, place);
  const simulated = await runSimulation(resource ? withPolicy(question, resource) : question, {
    simulationMode: 'Strict',
  });
  if (simulated.resultType === 'error')
    throw new LocalStackError(`IAM cannot decide ${right.action}: ${JSON.stringify(simulated.errors)}`);
  return simulated.overallResult === 'Allowed';
}

function toQuestion(
  role: LocalRole,
  { action, resourceArn, context }: NeededRight,
  place: Place,
): Simulation {
  return {
    request: {
      principal: role.arn,
      action,
      resource: { resource: resourceArn, accountId: place.accountId },
      contextVariables: {
        'aws:PrincipalArn': role.arn,
        'aws:PrincipalAccount': place.accountId,
        'aws:PrincipalIsAWSService': 'false',
        'aws:RequestedRegion': place.region,
        'aws:SecureTransport': 'true',
        ...context,
      },
    },
    identityPolicies: role.policies.map(({ name, policy }) => ({ name, policy })),
    serviceControlPolicies: [],
    resourceControlPolicies: [],
  };
}

/**
 * A question about a resource, which the resource's own policy answers too. The simulator leaves `kms:EncryptionContext:<name>`
 * out of the question; a tag is compared alike, and that it knows, so everybody speaks of tags here.
 */
function withPolicy(question: Simulation, { policy }: GuardedResource): Simulation {
  const text = JSON.stringify({ ...question, resourcePolicy: policy });
  return JSON.parse(text.replaceAll('kms:EncryptionContext:', 'aws:PrincipalTag/'));
}

function toRefusal(
  { principal, role }: Caller,
  { action, resourceArn, resourceLabel }: NeededRight,
  place: Place,
): string {
  const session = `arn:aws:sts::${place.accountId}:assumed-role/${role.name}/${principal.name}`;
  return (
    `User: ${session} is not authorized to perform: ${action} on resource: ${resourceLabel ?? resourceArn} ` +
    `because no identity-based policy allows the ${action} action`
  );
}
