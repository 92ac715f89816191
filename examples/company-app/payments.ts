import { Stack, Stage, type StageProps } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { type EstornoOptions, EstornoStack } from 'estorno/cdk';

export type PaymentsProps = StageProps & { readonly options: EstornoOptions };

/** What every environment of the company has. */
const OF_THE_COMPANY: EstornoOptions = {
  tags: { team: 'payments', 'cost-center': '42' },
  permissionsBoundary: 'company-boundary',
  logRetentionDays: 90,
};

/** The payments of one environment: Estorno, and a queue of the company with the final outcome of every operation. */
export class Payments extends Stage {
  readonly estorno: EstornoStack;

  constructor(scope: Construct, id: string, { options, ...props }: PaymentsProps) {
    super(scope, id, props);
    this.estorno = new EstornoStack(this, 'Estorno', { options: { ...OF_THE_COMPANY, ...options } });
    const accounting = new Stack(this, 'Accounting');
    const outcomes = new Queue(accounting, 'Outcomes', { enforceSSL: true });
    new Rule(accounting, 'Final', {
      eventBus: this.estorno.eventBus,
      eventPattern: { source: ['estorno'], detail: { state: ['succeeded', 'failed'] } },
      targets: [new SqsQueue(outcomes)],
    });
  }
}
