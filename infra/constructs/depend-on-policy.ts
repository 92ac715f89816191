import type { IRole, Role } from 'aws-cdk-lib/aws-iam';
import { Dependable } from 'constructs';

/**
 * Makes what waits for a role wait for the role's policy alone. The role itself it names anyway, so CloudFormation
 * makes that first, and to say it twice is what cfn-lint warns of (W3005).
 *
 * @param used the role as others are given it
 */
export function dependOnPolicy(role: Role, used: IRole = role): void {
  Dependable.implement(used, {
    get dependencyRoots() {
      return [role.node.findChild('DefaultPolicy')];
    },
  });
}
