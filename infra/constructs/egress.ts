import { ArnFormat, CfnOutput, Fn, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import { AnyPrincipal, Effect, PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import type { FunctionOptions } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge.ts';

/** The AWS services that a provider's function calls besides DynamoDB. Lambda delivers logs and traces, and polls queues. */
const CALLED = {
  Bus: ec2.InterfaceVpcEndpointAwsService.EVENTBRIDGE,
  Queues: ec2.InterfaceVpcEndpointAwsService.SQS,
  Secrets: ec2.InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
};

/** Actions of Lambda to connect a function to a network. AWS requires them on all resources. */
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

/** The network placement of a function that uses the address. */
export type Placement = Pick<FunctionOptions, 'vpc' | 'vpcSubnets' | 'securityGroups'>;

/**
 * A network with one fixed outbound IP address, which SoPague requires of the servers that call it.
 *
 * Functions run in two zones. Calls to AWS use VPC endpoints, not the NAT gateway. The NAT gateway and its address are in
 * one zone: while that zone is down these providers cannot be reached, and nothing is sent.
 *
 * Cost without traffic and logs: a NAT gateway (0.045 USD per hour), a public address (0.005) and three endpoints in two
 * zones (six at 0.01) are 0.11 USD per hour, 80 USD in a month of 730 hours, in us-east-1. Other regions differ.
 *
 * @source aws.amazon.com/vpc/pricing and aws.amazon.com/privatelink/pricing: list prices, 2026-11
 */
export class Egress extends Construct {
  readonly placement: Placement;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    const address = new ec2.CfnEIP(this, 'Address', { domain: 'vpc' });
    // Providers have it in their allow lists: it is kept when the stack is deleted, until a person releases it.
    address.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    const vpc = this.addNetwork(address);
    const functions = this.addGroup(vpc, 'Functions', 'Estorno: functions, HTTPS outbound only');
    functions.addEgressRule(ec2.Peer.anyIpv4(), HTTPS, 'Providers and AWS');
    this.addEndpoints(vpc, functions);
    this.placement = { vpc, vpcSubnets: FUNCTIONS, securityGroups: [functions] };
    new CfnOutput(this, 'IpAddress', {
      value: address.attrPublicIp,
      description: 'The IP address of requests to providers, for their allow lists',
    }).overrideLogicalId('FixedAddress');
  }

  /** Lets Lambda connect a function to the network, and denies the same to the function's code. */
  grantConnect(role: Role): void {
    role.addToPolicy(new PolicyStatement({ actions: CONNECT, resources: ['*'] }));
    acknowledgeWildcard(
      role,
      '*',
      'Lambda connects the function with these actions, which it requires on all resources',
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
        // AWS sets this key only for calls of the function's code.
        conditions: { ArnLike: { 'lambda:SourceFunctionArn': anyFunction } },
      }),
    );
  }

  private addNetwork(address: ec2.CfnEIP): ec2.IVpc {
    const vpc = new ec2.Vpc(this, 'Network', {
      ipAddresses: ec2.IpAddresses.cidr('10.0.0.0/24'),
      // By index, so that no lookup is needed if the account is known.
      availabilityZones: [0, 1].map((index) => Fn.select(index, Fn.getAzs())),
      natGateways: 1,
      natGatewayProvider: ec2.NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      subnetConfiguration: [
        { name: 'Out', subnetType: ec2.SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
        { name: 'Functions', ...FUNCTIONS, cidrMask: 27 },
      ],
    });
    const logs = new LogGroup(this, 'Logs', {
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    vpc.addFlowLog('Flows', { destination: ec2.FlowLogDestination.toCloudWatchLogs(logs) });
    // `Vpc` implements `IVpc`; only the optional properties are declared differently.
    return vpc as ec2.IVpc;
  }

  private addEndpoints(vpc: ec2.IVpc, functions: ec2.SecurityGroup): void {
    const group = this.addGroup(vpc, 'Endpoints', 'Estorno: AWS endpoints for the functions');
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

/** Allows only principals and resources of this account. */
function withinAccount(account: string): PolicyStatement {
  return new PolicyStatement({
    principals: [new AnyPrincipal()],
    actions: ['*'],
    resources: ['*'],
    conditions: { StringEquals: { 'aws:PrincipalAccount': account, 'aws:ResourceAccount': account } },
  });
}
