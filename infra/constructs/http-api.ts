import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as gateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { OPERATOR_ROUTE } from '../../shared/http/operator-routes.ts';
import { COMMON_ROUTES, fillPath, PROVIDER_ROUTES } from '../../shared/http/routes.ts';
import type { Jwt, Throttle } from '../configuration.ts';
import { acknowledge } from './acknowledge.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { ProviderFunction } from './provider-function.ts';

/** Caller, request and result. No query, header or body, because these can contain secrets and personal data. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
  /** The id of the invocation: `function_request_id` in the line of the function, which also has the trace. */
  integrationRequestId: '$context.integration.requestId',
  requestTime: '$context.requestTime',
  method: '$context.httpMethod',
  path: '$context.path',
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

export type HttpApiProps = {
  /** Each handles the routes of its provider. */
  readonly providerFunctions: readonly ProviderFunction[];
  /** Handles the routes that belong to no provider, and requests that match no route. */
  readonly defaultFunction: BundledFunction;
  /** Handles the commands of operators. */
  readonly operatorFunction: BundledFunction;
  /** The issuer of callers' tokens. Absent: callers sign with IAM. */
  readonly jwt?: Jwt | undefined;
  /** Limits of every route but the public ones. */
  readonly throttle: Throttle;
  /** Limits of each public route: a flood there leaves the rest to authenticated callers. */
  readonly notificationThrottle: Throttle;
};

/**
 * The HTTP API: the routes of every provider, and `$default`. Callers sign with IAM, or send a token if that is
 * configured. Providers can do neither: on public routes the function authenticates the sender.
 */
export class HttpApi extends Construct {
  /** The address of the API, with a slash at the end. */
  readonly url: string;
  readonly apiId: string;
  readonly stageName: string;

  constructor(scope: Construct, id: string, props: HttpApiProps) {
    super(scope, id);
    const common = new HttpLambdaIntegration('default', props.defaultFunction.function);
    const api = new gateway.HttpApi(this, 'Api', {
      apiName: 'Estorno',
      createDefaultStage: false,
      ...toAuthorizer(props.jwt),
      // Without a timeout: the 30 s of the service are longer than the 29 s of a function.
      defaultIntegration: common,
    });
    for (const { method, path } of COMMON_ROUTES)
      api.addRoutes({ path, methods: [gateway.HttpMethod[method]], integration: common });
    for (const { function: handler } of [
      ...props.providerFunctions,
      props.defaultFunction,
      props.operatorFunction,
    ])
      handler.addEnvironment('HTTP_API_ID', api.apiId);
    addOperatorRoute(api, props.operatorFunction);
    const publicRoutes = props.providerFunctions.flatMap((each) => addProviderRoutes(api, each));
    const stage = this.addStage(api, props);
    limit(stage, publicRoutes, props.notificationThrottle);
    this.url = stage.url;
    this.apiId = api.apiId;
    this.stageName = stage.stageName;
  }

  private addStage(api: gateway.HttpApi, { jwt, throttle }: HttpApiProps): gateway.HttpStage {
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    const caller = jwt ? TOKEN_CALLER : SIGNED_CALLER;
    return new gateway.HttpStage(this, 'Stage', {
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
function addOperatorRoute(api: gateway.HttpApi, { function: handler }: BundledFunction): void {
  const { method, path } = OPERATOR_ROUTE;
  api.addRoutes({
    path,
    methods: [gateway.HttpMethod[method]],
    integration: new HttpLambdaIntegration('operator', handler),
    authorizer: new HttpIamAuthorizer(),
    authorizationScopes: [],
  });
}

type AddedRoute = { readonly key: string; readonly route: gateway.HttpRoute };

/** @returns the public ones */
function addProviderRoutes(
  api: gateway.HttpApi,
  { provider, function: handler }: ProviderFunction,
): readonly AddedRoute[] {
  const integration = new HttpLambdaIntegration(provider.id, handler);
  return PROVIDER_ROUTES.flatMap((route) => {
    const path = fillPath(route.path, { provider: provider.id });
    const added = api.addRoutes({
      path,
      methods: [gateway.HttpMethod[route.method]],
      integration,
      ...(route.public && { authorizer: new gateway.HttpNoneAuthorizer(), authorizationScopes: [] }),
    });
    if (!route.public) return [];
    for (const each of added)
      acknowledge(
        each,
        'AwsSolutions-APIG4',
        'Providers cannot sign: the function authenticates them, and their notifications only trigger an inquiry',
      );
    return added.map((each) => ({ key: `${route.method} ${path}`, route: each }));
  });
}

/** Sets the limits of the public routes, for which the CDK's stage has no property. */
function limit(stage: gateway.HttpStage, routes: readonly AddedRoute[], limits: Throttle): void {
  const { defaultChild } = stage.node;
  if (!(defaultChild instanceof gateway.CfnStage))
    throw new Error('The default child of the stage is not a CfnStage.');
  const settings = { ThrottlingRateLimit: limits.rateLimit, ThrottlingBurstLimit: limits.burstLimit };
  defaultChild.routeSettings = Object.fromEntries(routes.map(({ key }) => [key, settings]));
  // CloudFormation refuses settings of a route that does not exist yet.
  stage.node.addDependency(...routes.map(({ route }) => route));
}
