import { ArnFormat, CfnOutput, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';

/** What a provider's function calls besides DynamoDB. Lambda itself carries its logs and traces, and polls its queue. */
const CALLED = {
  Bus: ec2.InterfaceVpcEndpointAwsService.EVENTBRIDGE,
  Queues: ec2.InterfaceVpcEndpointAwsService.SQS,
  Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
};

/** What Lambda does in the name of a function, to connect it. AWS asks for it on all resources. */
const CONNECT = [
  'ec2:AssignPrivateIpAddresses',
  'ec2:CreateNetworkInterface',
  'ec2:DeleteNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:UnassignPrivateIpAddresses',
];

const HTTPS = ec2.Port.tcp(443);

const FUNCTIONS = { subnetType: ec2.SubnetType.PRIVATE_WITH_EGRESS };

/** Where a function stands that has the address. */
export type Placement = Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>;

/**
 * A network with one way out, so that providers see one address that never changes: SoPague asks for that of the
 * server that calls it.
 *
 * Functions stand in two zones. What they ask of AWS goes by endpoints, past the NAT gateway. That is in one zone, as
 * one address is: while the zone is down these providers cannot be reached, so nothing is sent.
 *
 * Cost, besides what is sent and logged: a NAT gateway (0.045 USD an hour), a public address (0.005) and three
 * endpoints in two zones (six at 0.01) are 0.11 USD an hour, 80 USD in a month of 730 hours, in us-east-1. Other
 * regions have prices of their own.
 *
 * @source aws.amazon.com/vpc/pricing and aws.amazon.com/privatelink/pricing: list prices, 2026-11
 */
export class Egress extends Construct {
  readonly placement: Placement;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const address = new ec2.CfnEIP(this, 'Address', { domain: 'vpc' });
    // Providers have it in their lists: whatever becomes of the stack, nobody else gets it unless a person releases it.
    address.applyRemovalPolicy(RemovalPolicy.RETAIN);
    const vpc = this.addNetwork(address);
    const functions = this.addGroup(
      vpc,
      'Functions',
      'Estorno: functions, which call by HTTPS and are not called',
    );
    functions.addEgressRule(ec2.Peer.anyIpv4(), HTTPS, 'Providers, and AWS');
    this.addEndpoints(vpc, functions);
    this.placement = { vpc, vpcSubnets: FUNCTIONS, securityGroups: [functions] };
    new CfnOutput(this, 'IpAddress', {
      value: address.attrPublicIp,
      description: 'The address that providers are called from, for their lists',
    }).overrideLogicalId('FixedAddress');
  }

  /** Lets Lambda connect a function, and not the function's code do the same. */
  grantConnect(role: Role): void {
    role.addToPolicy(new PolicyStatement({ actions: CONNECT, resources: ['*'] }));
    acknowledgeWildcard(
      role,
      '*',
      'Lambda connects the function in its name, and asks for that on all resources',
    );
    const anyFunction = Stack.of(this).formatArn({
      ...{ service: 'lambda', resource: 'function', resourceName: '*' },
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    role.addToPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: CONNECT,
        resources: ['*'],
        // AWS fills it in for calls of the code alone.
        conditions: { ArnLike: { 'lambda:SourceFunctionArn': anyFunction } },
      }),
    );
  }

  private addNetwork(address: ec2.CfnEIP): ec2.IVpc {
    const vpc = new ec2.Vpc(this, 'Network', {
      ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/24'),
      // By number, so that nothing is looked up where the account is known.
      availabilityZones: [0, 1].map((index) => Fn.select(index, Fn.getAzs())),
      natGateways: 1,
      natGatewayProvider: ec2.NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      subnetConfiguration: [
        { name: 'Out', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
        { name: 'Functions', ...FUNCTIONS, cidrMask: 27 },
      ],
    });
    const logs = new LogGroup(this, 'Logs', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    vpc.addFlowLog('Flows', { destination: ec2.FlowLogDestination.toCloudWatchLogs(logs) });
    // It is one: only what is optional in the two is written differently.
    return vpc as ec2.IVpc;
  }

  private addEndpoints(vpc: ec2.IVpc, functions: ec2.SecurityGroup): void {
    const group = this.addGroup(vpc, 'Endpoints', 'Estorno: endpoints of AWS, which only the functions call');
    group.addIngressRule(functions, HTTPS, 'Functions');
    const endpoints = Object.entries(CALLED).map(([name, service]) =>
      vpc.addInterfaceEndpoint(name, { service, open: false, securityGroups: [group], subnets: FUNCTIONS }),
    );
    const records = vpc.addGatewayEndpoint('Records', {
      service: ec2.GatewayVpcEndpointAwsService.DYNAMODB,
      subnets: [FUNCTIONS],
    });
    for (const endpoint of [...endpoints, records])
      endpoint.addToPolicy(withinAccount(Stack.of(this).account));
  }

  private addGroup(vpc: ec2.IVpc, id: string, description: string): ec2.SecurityGroup {
    return new ec2.SecurityGroup(this, id, { vpc, description, allowAllOutbound: false });
  }
}

/** Nothing gets to another account by this way, and nobody of another account comes by it. */
function withinAccount(account: string): PolicyStatement {
  return new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': account, 'aws:ResourceAccount': account } },
  });
}
