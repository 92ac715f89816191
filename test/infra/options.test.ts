import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Template } from 'aws-cdk-lib/assertions';
import { createApp } from '../../infra/create-app.ts';
import { PROVIDERS } from '../../infra/providers.ts';
import type { Resources } from './synthesize.ts';

const ids = PROVIDERS.map(({ id }) => id);

/** What can follow the address of a provider's notifications. */
const BELOW = ['/{webhookSecret}', '/{webhookSecret}/{suffix}'];

/** The template of a deployment with these options. */
function synthesize(context: Readonly<Record<string, unknown>>) {
  const outdir = mkdtempSync(join(tmpdir(), 'estorno-options-'));
  after(() => rmSync(outdir, { recursive: true, force: true }));
  const assembly = createApp({ bundle: false, outdir, context }).synth();
  const [artifact] = assembly.stacksRecursively;
  assert.ok(artifact);
  const template = Template.fromJSON(artifact.template);
  const of = (type: string) => Object.entries(template.findResources(type));
  const propertiesOf = (type: string) => of(type).map(([, { Properties = {} }]) => Properties);
  const outputs: Resources = template.findOutputs('*');
  return { artifact, of, propertiesOf, outputs };
}

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';
const DOMAIN = { domainName: 'refunds.example.com', certificateArn: CERTIFICATE };
const toKey = (id: string) =>
  `arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-12345678900${id}`;
const WEBHOOKS = { webhookDomainName: 'hooks.example.com', webhookCertificateArn: CERTIFICATE };

test('a custom domain is the only address of the API, with the certificate and TLS 1.2', () => {
  const { propertiesOf, outputs } = synthesize(DOMAIN);
  assert.deepEqual(propertiesOf('AWS::ApiGatewayV2::DomainName'), [
    {
      DomainName: 'refunds.example.com',
      DomainNameConfigurations: [
        { CertificateArn: CERTIFICATE, EndpointType: 'REGIONAL', SecurityPolicy: 'TLS_1_2' },
      ],
    },
  ]);
  const apis = propertiesOf('AWS::ApiGatewayV2::Api');
  assert.deepEqual(
    apis.map(({ DisableExecuteApiEndpoint }) => DisableExecuteApiEndpoint),
    [true],
  );
  const [mapping] = propertiesOf('AWS::ApiGatewayV2::ApiMapping');
  assert.deepEqual(mapping?.ApiId, { Ref: 'HttpApi9292168F' });
  assert.equal(outputs.ApiUrl?.Value, 'https://refunds.example.com/');
  assert.equal(outputs.WebhookUrl?.Value, 'https://refunds.example.com/');
  assert.ok(outputs.DomainTarget && outputs.DomainHostedZoneId);
});

test('webhooks with a host name of their own are an API of their own, which has no other address', () => {
  const trustStore = { webhookTrustStore: 's3://company-certificates/providers.pem' };
  const { of, propertiesOf, outputs } = synthesize({ ...WEBHOOKS, ...trustStore });
  const [domain] = propertiesOf('AWS::ApiGatewayV2::DomainName');
  assert.deepEqual(domain?.MutualTlsAuthentication, { TruststoreUri: trustStore.webhookTrustStore });
  const apis = of('AWS::ApiGatewayV2::Api');
  const [webhooks] = apis.filter(([, { Properties }]) => Properties.DisableExecuteApiEndpoint === true);
  assert.equal(apis.length, 2);
  assert.equal(webhooks?.[1].Properties.Name, 'Estorno-webhooks');
  const keysOf = (isWebhook: boolean) =>
    propertiesOf('AWS::ApiGatewayV2::Route')
      .filter(({ ApiId }) => (ApiId.Ref === webhooks?.[0]) === isWebhook)
      .map(({ RouteKey }) => RouteKey);
  assert.deepEqual(
    keysOf(true).toSorted(),
    PROVIDERS.flatMap(({ id, notifiesBelow }) =>
      ['', ...(notifiesBelow ? BELOW : [])].map(
        (below) => `POST /v1/merchants/{merchantId}/${id}/notifications${below}`,
      ),
    ).toSorted(),
  );
  assert.deepEqual(
    keysOf(false).filter((key) => key.includes('/notifications')),
    [],
  );
  assert.equal(outputs.WebhookUrl?.Value, 'https://hooks.example.com/');
  assert.match(JSON.stringify(outputs.ApiUrl?.Value), /execute-api/);
});

test('functions of providers accept events of the API of webhooks, and other functions do not', () => {
  const { of } = synthesize(WEBHOOKS);
  const [main, webhooks] = of('AWS::ApiGatewayV2::Api').map(([Ref]) => ({ Ref }));
  const found = of('AWS::Lambda::Function').flatMap(([id, { Properties }]) => {
    const apis: unknown = Properties.Environment.Variables.HTTP_API_ID;
    return apis === undefined ? [] : [[id.replace(/Function.*/, ''), apis]];
  });
  const both = { 'Fn::Join': ['', [main, ',', webhooks]] };
  assert.deepEqual(Object.fromEntries(found), {
    ...Object.fromEntries(ids.map((id) => [id, both])),
    ...{ api: main, operator: main },
  });
});

test('the function of operators shows the addresses and keeps to the limits of the deployment', () => {
  const { of } = synthesize({ notifyFrom: 'letpay=203.0.113.5,pix=203.0.113.0/24', waitSeconds: '9' });
  const [operator] = of('AWS::Lambda::Function').filter(([id]) => id.startsWith('operator'));
  const { LETPAY_NOTIFY_FROM, PIX_NOTIFY_FROM, SOPAGUE_NOTIFY_FROM, LIMITS } =
    operator?.[1].Properties.Environment.Variables ?? {};
  assert.deepEqual(
    [LETPAY_NOTIFY_FROM, PIX_NOTIFY_FROM, SOPAGUE_NOTIFY_FROM, JSON.parse(LIMITS).waitSeconds],
    ['203.0.113.5', '203.0.113.0/24', undefined, 9],
  );
});

test('limits of a route hold for this route of every provider', () => {
  const { propertiesOf } = synthesize({ routeThrottles: 'cancel=10/20,notify=2/4' });
  const [stage] = propertiesOf('AWS::ApiGatewayV2::Stage');
  const limits = { cancel: [10, 20], notify: [2, 4] };
  const path = '/v1/merchants/{merchantId}';
  const expected = PROVIDERS.flatMap(({ id, notifiesBelow }) => [
    [`POST ${path}/${id}/payments/{paymentId}/cancellations`, limits.cancel],
    ...['', ...(notifiesBelow ? BELOW : [])].map((below) => [
      `POST ${path}/${id}/notifications${below}`,
      limits.notify,
    ]),
  ]);
  const found = Object.entries<Resources[string]>(stage?.RouteSettings).map(([key, settings]) => [
    key,
    [settings.ThrottlingRateLimit, settings.ThrottlingBurstLimit],
  ]);
  assert.deepEqual(found, expected);
});

test('concurrency is reserved for the named functions only', () => {
  const { of } = synthesize({ reservedConcurrency: 'letpay=20,api=2' });
  const reserved = of('AWS::Lambda::Function').flatMap(([id, { Properties }]) =>
    Properties.ReservedConcurrentExecutions === undefined
      ? []
      : [`${id.slice(0, id.indexOf('Function'))}=${Properties.ReservedConcurrentExecutions}`],
  );
  assert.deepEqual(reserved.toSorted(), ['api=2', 'letpay=20']);
});

test('concurrency is reserved for functions of the stack only', () => {
  assert.throws(() => synthesize({ reservedConcurrency: 'letpai=20' }), {
    name: 'UsageError',
    message: /reservedConcurrency has "letpai"\. Use letpay, .*api/,
  });
});

test('events of operations, and no commands, are copied to every bus, with a queue for what cannot be delivered', () => {
  const buses = [
    'arn:aws:events:us-east-1:444455556666:event-bus/payments',
    'arn:aws:events:sa-east-1:111122223333:event-bus/default',
  ];
  const { propertiesOf, outputs } = synthesize({ publishTo: buses });
  assert.ok(outputs.ForwardingDeadLettersUrl);
  const rules = propertiesOf('AWS::Events::Rule').filter(({ Targets }) => buses.includes(Targets[0].Arn));
  assert.deepEqual(
    rules.map(({ Targets }) => Targets[0].Arn),
    buses,
  );
  for (const { EventPattern, EventBusName, Targets } of rules) {
    assert.deepEqual(EventPattern, { source: ['estorno'] });
    assert.deepEqual(EventBusName, { Ref: 'EventBusEEC924FB' });
    assert.ok(Targets[0].RoleArn && Targets[0].DeadLetterConfig);
  }
  const policies = propertiesOf('AWS::IAM::Policy').filter(({ PolicyDocument }) =>
    JSON.stringify(PolicyDocument).includes('444455556666'),
  );
  assert.deepEqual(
    policies.map(({ PolicyDocument }) => PolicyDocument.Statement),
    [[{ Action: 'events:PutEvents', Effect: 'Allow', Resource: buses }]],
  );
  const alarms = propertiesOf('AWS::CloudWatch::Alarm').map(({ AlarmDescription }) => AlarmDescription);
  assert.ok(alarms.some((text) => text.includes('EventForwarding/DeadLetters')));
});

test('all logs are kept for the same time, and encrypted with the same key', () => {
  const logKeyArn = toKey('1');
  const { propertiesOf } = synthesize({ logRetentionDays: '90', logKeyArn, fixedAddress: 'sopague' });
  const groups = propertiesOf('AWS::Logs::LogGroup');
  assert.ok(groups.length > ids.length);
  for (const { RetentionInDays, KmsKeyId } of groups)
    assert.deepEqual([RetentionInDays, KmsKeyId], [90, logKeyArn]);
});

test('tables can use keys from outside the stack, and functions may decrypt with no other', () => {
  const keys = ['2', '3'].map(toKey);
  const { of, propertiesOf, outputs } = synthesize({ ledgerKeyArn: keys[0], credentialsKeyArn: keys[1] });
  const tables = propertiesOf('AWS::DynamoDB::Table');
  assert.deepEqual(
    tables.map(({ SSESpecification }) => SSESpecification.KMSMasterKeyId),
    keys,
  );
  // Of the topic of alarms.
  assert.equal(of('AWS::KMS::Key').length, 1);
  assert.equal(outputs.KmsKeyArn?.Value, keys[1]);
  const decrypts = propertiesOf('AWS::IAM::Policy').flatMap(({ PolicyDocument }) =>
    PolicyDocument.Statement.filter(({ Action }: Resources[string]) => Action === 'kms:Decrypt'),
  );
  assert.deepEqual([...new Set(decrypts.map(({ Resource }) => Resource))].toSorted(), keys);
});

const boundaries = {
  'company-boundary': {
    'Fn::Join': [
      '',
      ['arn:', { Ref: 'AWS::Partition' }, ':iam::', { Ref: 'AWS::AccountId' }, ':policy/company-boundary'],
    ],
  },
  'arn:aws:iam::111122223333:policy/boundary': 'arn:aws:iam::111122223333:policy/boundary',
};

for (const [given, expected] of Object.entries(boundaries))
  test(`the permissions boundary ${given} limits every role`, () => {
    const roles = synthesize({ permissionsBoundary: given }).propertiesOf('AWS::IAM::Role');
    assert.ok(roles.length > ids.length);
    for (const { PermissionsBoundary } of roles) assert.deepEqual(PermissionsBoundary, expected);
  });

test('termination protection is that of the stack and of its tables', () => {
  const { artifact, propertiesOf } = synthesize({ terminationProtection: 'true' });
  assert.equal(artifact.terminationProtection, true);
  for (const { DeletionProtectionEnabled } of propertiesOf('AWS::DynamoDB::Table'))
    assert.equal(DeletionProtectionEnabled, true);
});
