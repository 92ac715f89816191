import { Aspects, type IAspect } from 'aws-cdk-lib';
import { CfnLogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IConstruct } from 'constructs';

/** Keeps every log of a stack for so many days, so that none is forgotten. */
export function keepLogsFor(stack: IConstruct, days: RetentionDays): void {
  const aspect: IAspect = {
    visit(node) {
      if (node instanceof CfnLogGroup) node.retentionInDays = days;
    },
  };
  Aspects.of(stack).add(aspect);
}
