import { Duration } from 'aws-cdk-lib';
import { type IRole, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { denyOthers } from './deny-others.ts';

/** A dead-letter queue. It keeps messages for 14 days, the maximum of SQS. */
export class DeadLetterQueue extends Construct {
  readonly queue: Queue;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, 'Queue', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    acknowledge(
      this.queue,
      'Serverless-SQSRedrivePolicy',
      'This is a dead-letter queue: an operator processes its messages',
    );
  }

  /** Lets a role send messages here. */
  grantSend(role: Role): void {
    role.addToPolicy(new PolicyStatement({ actions: ['sqs:SendMessage'], resources: [this.queue.queueArn] }));
  }

  /** Denies all but these roles, and AWS services that are permitted by their source, to send messages here. */
  denyOthers(roles: readonly IRole[]): void {
    const resource = this.queue.queueArn;
    this.queue.addToResourcePolicy(
      denyOthers({ sid: 'OnlyTheStack', action: 'sqs:SendMessage', resource, roles }),
    );
  }
}
