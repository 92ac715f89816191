import { Stack } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as gateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { Construct } from 'constructs';
import { OPERATOR_ROUTE } from '../../shared/http/operator-routes.ts';
import {
  COMMON_ROUTES,
  fillPath,
  NOTIFICATIONS_BELOW,
  type NotificationBelowRoute,
  PROVIDER_ROUTES,
  type Route,
} from '../../shared/http/routes.ts';
import type { Configuration, Domain, Jwt } from '../configuration.ts';
import { acknowledge } from './acknowledge.ts';
import type { BundledFunction } from './bundled-function.ts';
import { CustomDomain } from './custom-domain.ts';
import type { ProviderFunction } from './provider-function.ts';
import { toRouteSettings } from './route-limits.ts';
import { addVendedLogGroup } from './vended-log-group.ts';

/**
 * Caller, request and result. No query, header, body or path, because these can contain secrets and personal data: the path of
 * a webhook may hold its secret. `requestId` leads to the function's line.
 */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  /** The id of the invocation: `function_request_id` in the line of the function, which also has the trace. */
  integrationRequestId: '$context.integration.requestId',
  requestTime: '$context.requestTime',
  method: '$context.httpMethod',
  routeKey: '$context.routeKey',
  status: '$context.status',
  responseLength: '$context.responseLength',
  responseLatencyMs: '$context.responseLatency',
  integrationStatus: '$context.integration.status',
  integrationLatencyMs: '$context.integration.latency',
  integrationError: '$context.integration.error',
  error: '$context.error.message',
  sourceIp: '$context.identity.sourceIp',
};

const SIGNED_CALLER = '$context.identity.userArn';

const TOKEN_CALLER = '$context.authorizer.claims.sub';

export type HttpApiProps = Pick<
  Configuration,
  'jwt' | 'throttle' | 'routeThrottles' | 'domain' | 'webhookDomain'
> & {
  /** Each handles the routes of its provider. */
  readonly providerFunctions: readonly ProviderFunction[];
  /** Handles the routes that belong to no provider, and requests that match no route. */
  readonly defaultFunction: BundledFunction;
  /** Handles the commands of operators. */
  readonly operatorFunction: BundledFunction;
};

/**
 * The HTTP API: the routes of every provider, and `$default`. Callers sign with IAM, or send a token if that is
 * configured. Providers can do neither: on public routes the function authenticates the sender.
 *
 * With a host name for webhooks, the public routes are in an API of their own, which is reached by that name only: what is
 * required of clients there, such as a certificate, cannot be avoided by another address.
 */
export class HttpApi extends Construct {
  /** The address of the API, with a slash at the end. */
  readonly url: string;
  /** The address for notifications, with a slash at the end. */
  readonly webhookUrl: string;
  readonly apiId: string;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const { domain, webhookDomain } = props;
    const common = new HttpLambdaIntegration('default', props.defaultFunction.live);
    const api = new gateway.HttpApi(this, 'Api', {
      ...this.toApiProps('', domain),
      ...toAuthorizer(props.jwt),
      // Without a timeout: the 30 s of the service are longer than the 29 s of a function.
      defaultIntegration: common,
    });
    for (const { method, path } of COMMON_ROUTES)
      api.addRoutes({ path, methods: [gateway.HttpMethod[method]], integration: common });
    addOperatorRoute(api, props.operatorFunction);
    const webhooks =
      webhookDomain && new gateway.HttpApi(this, 'Webhooks', this.toApiProps('-webhooks', webhookDomain));
    const routes = props.providerFunctions.flatMap((each) => addProviderRoutes(api, webhooks ?? api, each));
    const stage = this.addStage(api, 'Stage', 'AccessLog', props);
    limit(
      stage,
      routes.filter((each) => each.api === api),
      props,
    );
    nameApis(props, webhooks ? [api, webhooks] : [api]);
    this.apiId = api.apiId;
    this.url = domain ? new CustomDomain(this, 'Domain', { domain, stage, output: 'Domain' }).url : stage.url;
    this.webhookUrl =
      webhooks && webhookDomain ? this.addWebhooks(webhooks, webhookDomain, routes, props) : this.url;
  }

  private addWebhooks(
    api: gateway.HttpApi,
    domain: Domain,
    routes: readonly AddedRoute[],
    props: HttpApiProps,
  ): string {
    const stage = this.addStage(api, 'WebhookStage', 'WebhookAccessLog', props);
    limit(
      stage,
      routes.filter((each) => each.api === api),
      props,
    );
    return new CustomDomain(this, 'WebhookDomain', { domain, stage, output: 'WebhookDomain' }).url;
  }

  private toApiProps(suffix: string, domain: Domain | undefined): gateway.HttpApiProps {
    return {
      apiName: `${Stack.of(this).stackName}${suffix}`,
      createDefaultStage: false,
      // What the domain requires, and a firewall before it, could be avoided by the address of API Gateway.
      ...(domain && { disableExecuteApiEndpoint: true }),
    };
  }

  private addStage(api: gateway.HttpApi, id: string, logId: string, props: HttpApiProps): gateway.HttpStage {
    const { jwt, throttle } = props;
    const accessLog = addVendedLogGroup(this, logId, 'apigateway');
    const caller = jwt ? TOKEN_CALLER : SIGNED_CALLER;
    return new gateway.HttpStage(this, id, {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle,
      accessLogSettings: {
        destination: new gateway.LogGroupLogDestination(accessLog),
        // Operators sign, whatever callers do.
        format: AccessLogFormat.custom(JSON.stringify({ ...ACCESS_LOG, caller, signer: SIGNED_CALLER })),
      },
    });
  }
}

/** The authorizer of every route that is not public. */
function toAuthorizer(jwt: Jwt | undefined): gateway.HttpApiProps {
  if (!jwt) return { defaultAuthorizer: new HttpIamAuthorizer() };
  return {
    defaultAuthorizer: new HttpJwtAuthorizer('Jwt', jwt.issuer, { jwtAudience: [...jwt.audience] }),
    defaultAuthorizationScopes: [...jwt.scopes],
  };
}

/** Operators sign with IAM, whatever callers do: a policy permits each command by its path. */
function addOperatorRoute(api: gateway.HttpApi, { live }: BundledFunction): void {
  const { method, path } = OPERATOR_ROUTE;
  api.addRoutes({
    path,
    methods: [gateway.HttpMethod[method]],
    integration: new HttpLambdaIntegration('operator', live),
    authorizer: new HttpIamAuthorizer(),
    authorizationScopes: [],
  });
}

/** Gives the functions the ids of the APIs whose events they accept: only those of providers have public routes. */
function nameApis(
  { providerFunctions, defaultFunction, operatorFunction }: HttpApiProps,
  apis: readonly gateway.HttpApi[],
): void {
  const ids = apis.map(({ apiId }) => apiId);
  for (const { function: handler } of providerFunctions) handler.addEnvironment('HTTP_API_ID', ids.join(','));
  for (const { function: handler } of [defaultFunction, operatorFunction])
    handler.addEnvironment('HTTP_API_ID', ids.slice(0, 1).join(','));
}

type AddedRoute = {
  readonly key: string;
  readonly definition: Route | NotificationBelowRoute;
  readonly route: gateway.HttpRoute;
  readonly api: gateway.HttpApi;
};

/** @param webhooks gets the public routes */
function addProviderRoutes(
  api: gateway.HttpApi,
  webhooks: gateway.HttpApi,
  { provider, live }: ProviderFunction,
): readonly AddedRoute[] {
  const integration = new HttpLambdaIntegration(provider.id, live);
  const ofWebhooks =
    webhooks === api ? integration : new HttpLambdaIntegration(`${provider.id}Webhooks`, live);
  const routes = provider.notifiesBelow ? [...PROVIDER_ROUTES, ...NOTIFICATIONS_BELOW] : PROVIDER_ROUTES;
  return routes.flatMap((definition) => {
    const path = fillPath(definition.path, { provider: provider.id });
    const owner = definition.public ? webhooks : api;
    const added = owner.addRoutes({
      path,
      methods: [gateway.HttpMethod[definition.method]],
      integration: definition.public ? ofWebhooks : integration,
      ...(definition.public && { authorizer: new gateway.HttpNoneAuthorizer(), authorizationScopes: [] }),
    });
    for (const each of definition.public ? added : [])
      acknowledge(
        each,
        'AwsSolutions-APIG4',
        'Providers cannot sign: the function authenticates them, and their notifications only trigger an inquiry',
      );
    return added.map((route) => ({ key: `${definition.method} ${path}`, definition, route, api: owner }));
  });
}

/** Sets the limits of single routes, for which the CDK's stage has no property. */
function limit(stage: gateway.HttpStage, routes: readonly AddedRoute[], props: HttpApiProps): void {
  const { defaultChild } = stage.node;
  if (!(defaultChild instanceof gateway.CfnStage))
    throw new Error('The default child of the stage is not a CfnStage.');
  const limited = routes.flatMap(({ key, definition, route }) => {
    const settings = toRouteSettings(definition, props.throttle, props.routeThrottles);
    return settings ? [{ key, settings, route }] : [];
  });
  defaultChild.routeSettings = Object.fromEntries(limited.map(({ key, settings }) => [key, settings]));
  // CloudFormation refuses settings of a route that does not exist yet.
  stage.node.addDependency(...limited.map(({ route }) => route));
}
