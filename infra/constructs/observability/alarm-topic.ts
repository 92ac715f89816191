import { CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { acknowledge } from '../acknowledge.ts';

const CLOUDWATCH = new ServicePrincipal('cloudwatch.amazonaws.com');

/**
 * The topic of the alarms. It has its own key, because CloudWatch may not use the AWS managed key of SNS.
 * @source https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services
 */
export class AlarmTopic extends Construct {
  readonly topic: Topic;

  /** @param email receives every alarm after its owner has confirmed it; absent: nobody is subscribed */
  constructor(scope: Construct, id: string, { email }: { readonly email?: string | undefined }) {
    super(scope, id);
    const { account, partition, region } = Stack.of(this);
    const ownAlarms = {
      StringEquals: { 'aws:SourceAccount': account },
      ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
    };
    const key = new Key(this, 'Key', {
      description: 'Estorno: alarms',
      enableKeyRotation: true,
      // The topic stores no messages, so the key is not needed after it.
      removalPolicy: RemovalPolicy.DESTROY,
      pendingWindow: Duration.days(7),
    });
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [CLOUDWATCH],
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: ['*'],
        conditions: ownAlarms,
      }),
    );
    this.topic = new Topic(this, 'Topic', {
      displayName: 'Estorno: alarms',
      masterKey: key,
      enforceSSL: true,
    });
    this.topic.addToResourcePolicy(
      new PolicyStatement({
        principals: [CLOUDWATCH],
        actions: ['sns:Publish'],
        resources: [this.topic.topicArn],
        conditions: ownAlarms,
      }),
    );
    if (email !== undefined) this.subscribe(email);
    const output = new CfnOutput(this, 'Arn', {
      value: this.topic.topicArn,
      description: 'Alarms: subscribe to this topic',
    });
    output.overrideLogicalId('AlarmTopicArn');
  }
  private subscribe(email: string): void {
    const subscription = this.topic.addSubscription(new EmailSubscription(email));
    acknowledge(
      subscription,
      'Serverless-SNSRedrivePolicy',
      'An e-mail that cannot be delivered loses nothing: the alarm stays in its state in CloudWatch, and changes are e-mailed again',
    );
  }
}
