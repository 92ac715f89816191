import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PROVIDERS, type Provider, toFunctionOutput } from '../../infra/providers.ts';
import { OPERATOR_ROUTE } from '../../shared/http/operator-routes.ts';
import { COMMON_ROUTES, fillPath, NOTIFICATIONS_BELOW, PROVIDER_ROUTES } from '../../shared/http/routes.ts';
import { aliasIn, only, propertiesOf, type Resources, resourcesOf, template } from './synthesize.ts';

const routes = propertiesOf('AWS::ApiGatewayV2::Route').map(([, route]) => route);
const integrations = new Map(propertiesOf('AWS::ApiGatewayV2::Integration'));
/** Permissions of the gateway to invoke functions. */
const permissions = propertiesOf('AWS::Lambda::Permission').filter(
  ([, { Principal }]) => Principal === 'apigateway.amazonaws.com',
);
const stage = only('AWS::ApiGatewayV2::Stage', 'HttpApiStage');

/** The routes of a provider, as the gateway has their keys. */
function keysOf({ id, notifiesBelow }: Provider): readonly string[] {
  const all = [...PROVIDER_ROUTES, ...(notifiesBelow ? NOTIFICATIONS_BELOW : [])];
  return all.map(({ method, path }) => `${method} ${fillPath(path, { provider: id })}`);
}

/** Those that nobody signs. */
const open = PROVIDERS.flatMap((provider) =>
  keysOf(provider).filter((key) => key.includes('/notifications')),
);

/** The logical id of the alias of the function that handles a route. */
function functionOf({ Target }: Resources[string]): string {
  const [, [, integration]] = Target['Fn::Join'];
  return aliasIn(integrations.get(integration.Ref)?.IntegrationUri);
}

/** The routes that belong to no provider. */
const common = COMMON_ROUTES.map(({ method, path }) => `${method} ${path}`);

const OPERATOR_KEY = `${OPERATOR_ROUTE.method} ${OPERATOR_ROUTE.path}`;

test('the API has every route of every provider, the common routes, that of operators, and $default', () => {
  const expected = PROVIDERS.flatMap(keysOf);
  assert.deepEqual(
    routes.map(({ RouteKey }) => RouteKey).sort(),
    ['$default', OPERATOR_KEY, ...common, ...expected].sort(),
  );
});

test('IAM authorizes every caller except providers, which can only send notifications', () => {
  const unsigned = routes.filter(({ AuthorizationType }) => AuthorizationType !== 'AWS_IAM');
  assert.deepEqual(
    unsigned.map(({ RouteKey, AuthorizationType }) => [RouteKey, AuthorizationType]).sort(),
    open.map((key) => [key, 'NONE']).sort(),
  );
});

test('notifications arrive below the registered address of Pix alone', () => {
  const below = 'POST /v1/merchants/{merchantId}/pix/notifications/{webhookSecret}';
  const found = routes.flatMap(({ RouteKey }) => (/notifications\/./.test(RouteKey) ? [RouteKey] : []));
  assert.deepEqual(found.toSorted(), [below, `${below}/{suffix}`]);
});

for (const provider of PROVIDERS) {
  const { id, name } = provider;
  test(`every route of ${name} is answered by its function`, () => {
    const own = routes.filter(({ RouteKey }) => RouteKey.includes(`/{merchantId}/${id}/`));
    assert.equal(own.length, keysOf(provider).length);
    for (const route of own) assert.match(functionOf(route), new RegExp(`^${id}Function`), route.RouteKey);
  });
}

for (const key of ['$default', ...common]) {
  test(`${key} is answered by the function without a provider`, () => {
    const route = routes.find(({ RouteKey }) => RouteKey === key);
    assert.ok(route);
    assert.match(functionOf(route), /^apiFunction/);
  });
}

test('commands of operators are signed, and answered by a function of their own', () => {
  const route = routes.find(({ RouteKey }) => RouteKey === OPERATOR_KEY);
  assert.equal(route?.AuthorizationType, 'AWS_IAM');
  assert.match(functionOf(route), /^operatorFunction/);
});

test('functions get events of payload format 2.0', () => {
  for (const [id, { PayloadFormatVersion }] of integrations) assert.equal(PayloadFormatVersion, '2.0', id);
});

test('the gateway invokes a provider function for routes of that provider only', () => {
  for (const [id, { FunctionName, SourceArn }] of permissions) {
    const owner = PROVIDERS.find((provider) => aliasIn(FunctionName).startsWith(`${provider.id}Function`));
    const path = SourceArn['Fn::Join'][1].at(-1);
    const ofNone = [
      '/*/*',
      `/*/*${OPERATOR_ROUTE.path}`,
      ...COMMON_ROUTES.map((route) => `/*/*${route.path}`),
    ];
    assert.ok(
      owner ? path.startsWith(`/*/*/v1/merchants/{merchantId}/${owner.id}/`) : ofNone.includes(path),
      id,
    );
  }
});

test('the gateway invokes functions for this API only', () => {
  for (const [id, { SourceArn }] of permissions) {
    assert.deepEqual(SourceArn['Fn::Join'][1].at(-2), { Ref: 'HttpApi9292168F' }, id);
  }
});

test('the access log names the invocation, the caller and the signer, so that lines can be joined', () => {
  const format = JSON.parse(stage.AccessLogSettings.Format);
  assert.deepEqual(
    [format.integrationRequestId, format.caller, format.signer],
    ['$context.integration.requestId', '$context.identity.userArn', '$context.identity.userArn'],
  );
});

test('the API has one stage, $default, with limits', () => {
  assert.deepEqual(
    [stage.StageName, stage.DefaultRouteSettings],
    ['$default', { ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200 }],
  );
});

test('public routes have limits of their own', () => {
  assert.deepEqual(
    stage.RouteSettings,
    Object.fromEntries(open.map((key) => [key, { ThrottlingRateLimit: 20, ThrottlingBurstLimit: 40 }])),
  );
});

test('the stage depends on the routes that it limits', () => {
  const [[, { DependsOn }] = ['', {}]] = resourcesOf('AWS::ApiGatewayV2::Stage');
  const unsigned = propertiesOf('AWS::ApiGatewayV2::Route').filter(
    ([, route]) => route.AuthorizationType === 'NONE',
  );
  for (const [id] of unsigned) assert.ok(DependsOn.includes(id), id);
});

test('the access log is JSON', () => {
  assert.equal(JSON.parse(stage.AccessLogSettings.Format).requestId, '$context.requestId');
});

test('the access log has no query, header, body or path, which may hold the secret of a webhook', () => {
  assert.doesNotMatch(stage.AccessLogSettings.Format, /query|header|body|path/i);
});

test('the URL of the API and the name of each provider function are outputs', () => {
  const { ApiUrl, ...others } = template.Outputs;
  assert.deepEqual(ApiUrl?.Value['Fn::Join'][1].slice(0, 3), [
    'https://',
    { Ref: 'HttpApi9292168F' },
    '.execute-api.',
  ]);
  const names = Object.keys(others).filter((output) => output.endsWith('FunctionName'));
  assert.deepEqual(names.sort(), PROVIDERS.map(toFunctionOutput).sort());
  for (const provider of PROVIDERS)
    assert.match(aliasIn(others[toFunctionOutput(provider)]), new RegExp(`^${provider.id}Function`));
});
