import type { Assembly } from '../../local/assembly/assembly.ts';
import { readGuardedResources } from '../../local/assembly/guarded-resources.ts';
import { readRoles } from '../../local/assembly/iam.ts';
import { readFunctions } from '../../local/assembly/lambda.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { readStateMachines } from '../../local/assembly/state-machines.ts';
import { createAuthorizer } from '../../local/aws/authorizer.ts';

/** Values of condition keys, as AWS sets them for a call. */
export type Context = Readonly<Record<string, string | string[]>>;

/** What IAM allows the functions and flows of an assembly. */
export type CallerRights = {
  readonly assembly: Assembly;
  /** Whether the function or flow whose logical id has this prefix is allowed to do it. @throws if there is none */
  may(caller: string, action: string, resourceArn: string, context?: Context): Promise<boolean>;
};

/** Evaluates the synthesized policies with the simulator that the local stack uses. */
export function readCallerRights(folder: string, stackId?: string): CallerRights {
  const assembly = readAssembly(folder, stackId);
  const functions = readFunctions(assembly);
  const principals = [...functions, ...readStateMachines(assembly, functions)];
  const authorizer = createAuthorizer(
    principals,
    readRoles(assembly),
    assembly.place,
    readGuardedResources(assembly),
  );
  return {
    assembly,
    may: async (caller, action, resourceArn, context = {}) => {
      const [found, ...others] = principals.filter(({ logicalId }) => logicalId.startsWith(caller));
      if (!found || others.length > 0)
        throw new Error(`${found ? 1 + others.length : 0} functions and flows begin with ${caller}`);
      const rights = [{ action, resourceArn, context }];
      return (await authorizer.refusalOf(found.logicalId, rights)) === undefined;
    },
  };
}
