import { toArn } from './place.ts';
import type { ResourceType } from './resource-type.ts';

/** Types that may be in the template and have no meaning on one machine, each with its reason. */
export const IGNORED_TYPES: readonly ResourceType[] = [
  {
    type: 'AWS::Logs::LogGroup',
    nameProperty: 'LogGroupName',
    attributes: { Arn: ({ place, name }) => `${toArn(place, 'logs', `log-group:${name}`)}:*` },
    ignoredBecause: 'what the functions print is collected by the local stack itself',
  },
  { type: 'AWS::Logs::MetricFilter', ignoredBecause: 'there are no metrics on one machine' },
  { type: 'AWS::Logs::ResourcePolicy', ignoredBecause: 'there are no log groups on one machine' },
  {
    type: 'AWS::Lambda::Permission',
    ignoredBecause: 'only what stands in the same template can reach the functions',
  },
  { type: 'AWS::CloudWatch::Alarm', ignoredBecause: 'there are no metrics on one machine' },
  { type: 'AWS::CloudWatch::CompositeAlarm', ignoredBecause: 'there are no metrics on one machine' },
  { type: 'AWS::CloudWatch::Dashboard', ignoredBecause: 'there are no metrics on one machine' },
  {
    type: 'AWS::SNS::Topic',
    nameProperty: 'TopicName',
    ref: ({ place, name }) => toArn(place, 'sns', name),
    ignoredBecause: 'only alarms are published there, and there are no metrics on one machine',
  },
  {
    type: 'AWS::CodeDeploy::Application',
    ignoredBecause: 'it groups shifts from one version to the next, and one machine runs one version',
  },
  {
    type: 'AWS::CodeDeploy::DeploymentGroup',
    ignoredBecause: 'it shifts an alias from one version to the next, and one machine runs one version',
  },
  { type: 'AWS::SNS::TopicPolicy', ignoredBecause: 'there are no topics on one machine' },
  { type: 'AWS::SNS::Subscription', ignoredBecause: 'there are no topics on one machine' },
  {
    type: 'AWS::CloudFormation::Stack',
    ignoredBecause: 'it has what storefronts may do, and here callers are not limited by policies of IAM',
  },
  { type: 'AWS::CDK::Metadata', ignoredBecause: 'it only reports to AWS which CDK constructs are used' },
];

/** Parameters of the template that only CloudFormation reads. */
export const IGNORED_PARAMETERS = ['BootstrapVersion'];

/** Rules of the template that only CloudFormation checks. */
export const IGNORED_RULES = ['CheckBootstrapVersion'];
