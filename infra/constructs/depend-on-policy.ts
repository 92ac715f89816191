import type { IRole, Role } from 'aws-cdk-lib/aws-iam';
import { Dependable } from 'constructs';

/**
 * Makes dependents of a role depend on the role's policy only. They reference the role itself, so CloudFormation creates it
 * first; cfn-lint warns about a dependency that is declared twice (W3005).
 *
 * @param used the role as it is passed to other constructs
 */
export function dependOnPolicy(role: Role, used: IRole = role): void {
  Dependable.implement(used, {
    get dependencyRoots() {
      return [role.node.findChild('DefaultPolicy')];
    },
  });
}
