import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Template } from 'aws-cdk-lib/assertions';
import { propertiesOf } from './synthesize.ts';
import { synthesizeWith } from './synthesize-with.ts';

const folder = await synthesizeWith({ fixedAddress: 'sopague' });
const template = Template.fromString(readFileSync(join(folder, 'Estorno.template.json'), 'utf8'));

const found = (type: string) => Object.entries(template.findResources(type));

/** The one resource of a type whose logical id matches. */
function one(type: string, id: RegExp): ReturnType<typeof found>[number] {
  const [first, ...others] = found(type).filter(([logicalId]) => id.test(logicalId));
  assert.ok(first && others.length === 0, `${type} ${id}: ${first ? 1 + others.length : 0}`);
  return first;
}

const [addressId, address] = one('AWS::EC2::EIP', /./);
const [functionGroup, { Properties: functionRules }] = one('AWS::EC2::SecurityGroup', /^EgressFunctions/);
const [endpointGroup] = one('AWS::EC2::SecurityGroup', /^EgressEndpoints/);
const privateSubnets = found('AWS::EC2::Subnet')
  .map(([id]) => id)
  .filter((id) => id.includes('FunctionsSubnet'));

test('without a fixed address there is no network', () => {
  for (const type of ['AWS::EC2::VPC', 'AWS::EC2::EIP', 'AWS::EC2::NatGateway', 'AWS::EC2::VPCEndpoint'])
    assert.deepEqual(propertiesOf(type), [], type);
});

test('the address is an output, keeps its logical id, and is kept when the stack is deleted', () => {
  assert.equal(addressId, 'EgressAddress5BA57CC7');
  assert.equal(address.DeletionPolicy, 'RetainExceptOnCreate');
  template.hasOutput('FixedAddress', { Value: { 'Fn::GetAtt': [addressId, 'PublicIp'] } });
});

test('the NAT gateway has that address, and every subnet of functions routes through it', () => {
  const [nat, { Properties }] = one('AWS::EC2::NatGateway', /./);
  assert.deepEqual(Properties.AllocationId, { 'Fn::GetAtt': [addressId, 'AllocationId'] });
  const ways = found('AWS::EC2::Route').filter(([id]) => id.includes('FunctionsSubnet'));
  assert.deepEqual(
    ways.map(([, { Properties: way }]) => [way.DestinationCidrBlock, way.NatGatewayId]),
    privateSubnets.map(() => ['0.0.0.0/0', { Ref: nat }]),
  );
});

test('only the functions of the named provider and of operators are in the network, in two zones', () => {
  const placed = found('AWS::Lambda::Function').filter(([, { Properties }]) => Properties.VpcConfig);
  assert.deepEqual(
    placed.map(([id, { Properties }]) => [id.replace(/Function.*/, ''), Properties.VpcConfig]),
    ['sopague', 'operator'].map((name) => [
      name,
      {
        SecurityGroupIds: [{ 'Fn::GetAtt': [functionGroup, 'GroupId'] }],
        SubnetIds: privateSubnets.map((id) => ({ Ref: id })),
      },
    ]),
  );
  assert.equal(privateSubnets.length, 2);
});

test('the function can send HTTPS, and receives no connections', () => {
  const rules = functionRules.SecurityGroupEgress.map(
    ({ CidrIp, IpProtocol, FromPort, ToPort }: Record<string, unknown>) => [
      CidrIp,
      IpProtocol,
      FromPort,
      ToPort,
    ],
  );
  assert.deepEqual(rules, [['0.0.0.0/0', 'tcp', 443, 443]]);
  assert.equal(functionRules.SecurityGroupIngress, undefined);
});

test('endpoints accept connections from the function only', () => {
  const ingress = found('AWS::EC2::SecurityGroupIngress').map(([, { Properties }]) => Properties);
  assert.deepEqual(
    ingress.map(({ GroupId, SourceSecurityGroupId, FromPort, ToPort }) => [
      GroupId['Fn::GetAtt'][0],
      SourceSecurityGroupId['Fn::GetAtt'][0],
      FromPort,
      ToPort,
    ]),
    [[endpointGroup, functionGroup, 443, 443]],
  );
});

/** By the service that an endpoint leads to: `com.amazonaws.<region>.<service>`. */
const endpoints = new Map(
  found('AWS::EC2::VPCEndpoint').map(([, { Properties }]) => [
    Properties.ServiceName['Fn::Join'][1].at(-1),
    Properties,
  ]),
);

test('every AWS service that the function calls has an endpoint with the names of the SDK', () => {
  assert.deepEqual([...endpoints.keys()].sort(), ['.dynamodb', '.events', '.secretsmanager', '.sqs']);
  for (const [service, { VpcEndpointType, PrivateDnsEnabled, SubnetIds, RouteTableIds }] of endpoints)
    assert.deepEqual(
      service === '.dynamodb'
        ? [VpcEndpointType, RouteTableIds.length]
        : [VpcEndpointType, PrivateDnsEnabled, SubnetIds.length],
      service === '.dynamodb' ? ['Gateway', 2] : ['Interface', true, 2],
      service,
    );
});

test('endpoints allow only this account', () => {
  const own = { Ref: 'AWS::AccountId' };
  for (const [service, { PolicyDocument }] of endpoints)
    assert.deepEqual(
      PolicyDocument.Statement.map(({ Condition }: { Condition: unknown }) => Condition),
      [{ StringEquals: { 'aws:PrincipalAccount': own, 'aws:ResourceAccount': own } }],
      service,
    );
});

test('Lambda may connect the function to the network, and the code of the function may not', () => {
  const [, { Properties }] = one('AWS::IAM::Policy', /^sopagueRole/);
  const about: { Effect: string; Action: string[]; Condition?: object }[] =
    Properties.PolicyDocument.Statement.filter(({ Action }: { Action: string | string[] }) =>
      Action.includes('ec2:CreateNetworkInterface'),
    );
  assert.deepEqual(
    about.map(({ Effect, Condition }) => [Effect, Object.keys(Condition ?? {})]),
    [
      ['Allow', []],
      ['Deny', ['ArnLike']],
    ],
  );
  assert.deepEqual(about[0]?.Action, about[1]?.Action);
});

test('every connection is logged', () => {
  const [, { Properties }] = one('AWS::EC2::FlowLog', /./);
  assert.deepEqual([Properties.ResourceType, Properties.TrafficType], ['VPC', 'ALL']);
});
