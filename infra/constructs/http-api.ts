import { RemovalPolicy } from 'aws-cdk-lib';
import { AccessLogFormat } from 'aws-cdk-lib/aws-apigateway';
import * as gateway from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpIamAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { fillPath, PROVIDER_ROUTES } from '../../shared/http/routes.ts';
import type { BundledFunction } from './bundled-function.ts';
import type { ProviderFunction } from './provider-function.ts';

/**
 * Requests a second, in the long run and for a moment. Reckoning two seconds a command this is about 200 functions
 * at once, a fifth of what an account has by default (1,000): a caller's loop leaves the account's other work alone.
 */
const THROTTLE = { rateLimit: 100, burstLimit: 200 };

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
  caller: '$context.identity.userArn',
  sourceIp: '$context.identity.sourceIp',
};

export type HttpApiProps = {
  /** Each answers the routes of its provider. */
  readonly providerFunctions: readonly ProviderFunction[];
  /** Answers whatever matches no route. */
  readonly defaultFunction: BundledFunction;
};

/**
 * The HTTP API: the routes of every provider, and `$default`. Every caller signs with IAM, but for the providers
 * themselves, who cannot: on a public route the function decides who it is.
 */
export class HttpApi extends Construct {
  /** Where the API is called, with a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { providerFunctions, defaultFunction }: HttpApiProps) {
    super(scope, id);
    const api = new gateway.HttpApi(this, 'Api', {
      apiName: 'Estorno',
      createDefaultStage: false,
      defaultAuthorizer: new HttpIamAuthorizer(),
      // No timeout of its own: the 30 s of the service leave each function's 29 s to end first.
      defaultIntegration: new HttpLambdaIntegration('default', defaultFunction.function),
    });
    for (const providerFunction of providerFunctions) addProviderRoutes(api, providerFunction);
    this.url = this.addStage(api).url;
  }

  private addStage(api: gateway.HttpApi): gateway.HttpStage {
    const accessLog = new LogGroup(this, 'AccessLog', {
      retention: RetentionDays.ONE_MONTH,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    return new gateway.HttpStage(this, 'Stage', {
      httpApi: api,
      stageName: '$default',
      autoDeploy: true,
      throttle: THROTTLE,
      accessLogSettings: {
        destination: new gateway.LogGroupLogDestination(accessLog),
        format: AccessLogFormat.custom(JSON.stringify(ACCESS_LOG)),
      },
    });
  }
}

function addProviderRoutes(api: gateway.HttpApi, { provider, function: handler }: ProviderFunction): void {
  const integration = new HttpLambdaIntegration(provider.id, handler);
  for (const route of PROVIDER_ROUTES) {
    api.addRoutes({
      path: fillPath(route.path, { provider: provider.id }),
      methods: [gateway.HttpMethod[route.method]],
      integration,
      ...(route.public && { authorizer: new gateway.HttpNoneAuthorizer() }),
    });
  }
}
