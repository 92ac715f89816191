import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as gateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer, HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { COMMON_ROUTES, fillPath, PROVIDER_ROUTES } from '../../shared/http/routes.ts';
import type { Jwt, Throttle } from '../configuration.ts';
import { acknowledge } from './acknowledge.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { ProviderFunction } from './provider-function.ts';

/** Of the limits, for a route that anybody can call: whoever floods it leaves the rest to those who are known. */
const PUBLIC_SHARE = 1 / 5;

/** Who called what and what came of it; no query, header or body, which is where secrets and people's data stand. */
const ACCESS_LOG = {
  requestId: '$context.requestId',
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
  /** Each answers the routes of its provider. */
  readonly providerFunctions: readonly ProviderFunction[];
  /** Answers the routes that belong to no provider, and whatever matches no route. */
  readonly defaultFunction: BundledFunction;
  /** Whose tokens callers bring. Absent: they sign with IAM. */
  readonly jwt?: Jwt | undefined;
  /** Of the stage; public routes have less. */
  readonly throttle: Throttle;
};

/**
 * The HTTP API: the routes of every provider, and `$default`. Every caller signs with IAM, or brings a token
 * where that is configured, but for the providers themselves, who cannot: on a public route the function decides who
 * it is.
 */
export class HttpApi extends Construct {
  /** Where the API is called, with a slash at the end. */
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
      // No timeout of its own: the 30 s of the service leave each function's 29 s to end first.
      defaultIntegration: common,
    });
    for (const { method, path } of COMMON_ROUTES)
      api.addRoutes({ path, methods: [gateway.HttpMethod[method]], integration: common });
    const publicRoutes = props.providerFunctions.flatMap((each) => addProviderRoutes(api, each));
    const stage = this.addStage(api, props);
    limit(stage, publicRoutes, props.throttle);
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
        format: AccessLogFormat.custom(JSON.stringify({ ...ACCESS_LOG, caller })),
      },
    });
  }
}

/** Who every route asks whether a caller is let in, unless it is public. */
function toAuthorizer(jwt: Jwt | undefined): gateway.HttpApiProps {
  if (!jwt) return { defaultAuthorizer: new HttpIamAuthorizer() };
  return {
    defaultAuthorizer: new HttpJwtAuthorizer('Jwt', jwt.issuer, { jwtAudience: [...jwt.audience] }),
    defaultAuthorizationScopes: [...jwt.scopes],
  };
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
        'Providers cannot sign: the function asks who they are, and takes nothing from them but a reason to look',
      );
    return added.map((each) => ({ key: `${route.method} ${path}`, route: each }));
  });
}

/** Gives the public routes limits of their own, which the CDK's stage knows only in CloudFormation's words. */
function limit(stage: gateway.HttpStage, routes: readonly AddedRoute[], throttle: Throttle): void {
  const { defaultChild } = stage.node;
  if (!(defaultChild instanceof gateway.CfnStage)) throw new Error('The CDK makes stages otherwise now.');
  const share = (limit: number) => Math.max(1, Math.floor(limit * PUBLIC_SHARE));
  const settings = {
    ThrottlingRateLimit: share(throttle.rateLimit),
    ThrottlingBurstLimit: share(throttle.burstLimit),
  };
  defaultChild.routeSettings = Object.fromEntries(routes.map(({ key }) => [key, settings]));
  // A stage with a route that is not there yet is refused.
  stage.node.addDependency(...routes.map(({ route }) => route));
}
