import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Template } from 'aws-cdk-lib/assertions';
import { PROVIDERS } from '../../infra/providers.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { LocalStackError } from '../../local/local-stack-error.ts';
import { NOTIFICATIONS_BELOW } from '../../shared/http/routes.ts';
import { readNestedTemplates } from './nested-policies.ts';
import { propertiesOf } from './synthesize.ts';
import { synthesizeWith } from './synthesize-with.ts';

const folder = await synthesizeWith({
  merchants: 'loja-1=storefront',
  jwtIssuer: 'https://id.example/',
  jwtAudience: 'estorno,loja',
  jwtScopes: 'estorno/refund',
  jwtMerchantClaim: 'custom:merchants',
});
const template = Template.fromString(readFileSync(join(folder, 'Estorno.template.json'), 'utf8'));

const found = (type: string) =>
  Object.values(template.findResources(type)).map(({ Properties }) => Properties);

test('a token must have the configured issuer and audience', () => {
  template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 1);
  template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
    AuthorizerType: 'JWT',
    IdentitySource: ['$request.header.Authorization'],
    JwtConfiguration: { Issuer: 'https://id.example/', Audience: ['estorno', 'loja'] },
  });
});

test('every route requires a token with the scope, except notifications', () => {
  const routes = found('AWS::ApiGatewayV2::Route');
  const [open, closed] = [true, false].map((isOpen) =>
    routes.filter(({ RouteKey }) => RouteKey.includes('/notifications') === isOpen),
  );
  assert.equal(open?.length, PROVIDERS.length + NOTIFICATIONS_BELOW.length);
  for (const { RouteKey, AuthorizationType, AuthorizerId, AuthorizationScopes } of open ?? [])
    assert.deepEqual(
      [AuthorizationType, AuthorizerId, AuthorizationScopes],
      ['NONE', undefined, undefined],
      RouteKey,
    );
  const ofCallers = closed?.filter(({ RouteKey }) => !RouteKey.includes('/operator/')) ?? [];
  assert.equal(ofCallers.length, (closed?.length ?? 0) - 1);
  for (const { RouteKey, AuthorizationType, AuthorizerId, AuthorizationScopes } of ofCallers) {
    assert.deepEqual([AuthorizationType, AuthorizationScopes], ['JWT', ['estorno/refund']], RouteKey);
    assert.ok(AuthorizerId.Ref, RouteKey);
  }
});

test("a provider's function gets the merchant claim only if tokens are configured", () => {
  const claims = (functions: readonly { Environment?: { Variables?: Record<string, unknown> } }[]) =>
    functions.flatMap(({ Environment }) => Environment?.Variables?.JWT_MERCHANT_CLAIM ?? []);
  assert.deepEqual(
    claims(found('AWS::Lambda::Function')),
    PROVIDERS.map(() => 'custom:merchants'),
  );
  assert.deepEqual(claims(propertiesOf('AWS::Lambda::Function').map(([, properties]) => properties)), []);
});

test('with tokens the policy of a storefront allows only commands on the bus', () => {
  const policies = readNestedTemplates(folder).flatMap((text) =>
    Object.values(Template.fromString(text).findResources('AWS::IAM::RolePolicy')),
  );
  const actions = policies.map(({ Properties }) =>
    Properties.PolicyDocument.Statement.map(({ Action }: { Action: unknown }) => Action),
  );
  assert.deepEqual(actions, [['events:PutEvents']]);
});

test('operators sign with IAM nevertheless', () => {
  template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
    RouteKey: 'POST /v1/operator/{provider}/{command}',
    AuthorizationType: 'AWS_IAM',
  });
});

test('the access log has the subject of the token as caller', () => {
  const [stage] = found('AWS::ApiGatewayV2::Stage');
  assert.equal(JSON.parse(stage?.AccessLogSettings.Format).caller, '$context.authorizer.claims.sub');
});

test('the local stack refuses a stack whose tokens it cannot check', () => {
  assert.throws(() => readAssembly(folder), LocalStackError);
});
