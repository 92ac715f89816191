import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { COMMON_ROUTES } from '../../shared/http/routes.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { EventBus } from './event-bus.ts';
import type { HttpApi } from './http-api.ts';

/** Paths that could mean another one to whoever reads them next: no path of ours has two dots, two slashes or a percent sign. */
const AMBIGUOUS = ['*..*', '/*', '*//*', '*%*'];

const METHODS = ['GET', 'POST'];

export type StorefrontAccessProps = {
  readonly merchantId: string;
  readonly bus: EventBus;
  /** Absent where callers bring tokens, which say themselves for whom. */
  readonly api?: HttpApi;
};

/**
 * What the storefront of one merchant may do, as a policy to attach to its role: call the paths of this merchant
 * and those of nobody, and put commands of this merchant on the bus. Whoever attaches the policies of two merchants acts for both.
 */
export class StorefrontAccess extends Construct {
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, { merchantId, bus, api }: StorefrontAccessProps) {
    super(scope, id);
    const description = `Estorno: what the storefront of ${merchantId} may do`;
    this.policy = new ManagedPolicy(this, 'Policy', {
      description,
      path: '/estorno/',
      statements: [...(api ? this.toCalls(api, merchantId) : []), toCommands(bus, merchantId)],
    });
    for (const path of api ? this.toPaths(api, merchantId) : [])
      acknowledgeWildcard(
        this.policy,
        path,
        'All paths of this merchant, and of no other, which is what a storefront calls',
      );
    new CfnOutput(this, 'PolicyArn', { value: this.policy.managedPolicyArn, description });
  }

  private toCalls(api: HttpApi, merchantId: string): PolicyStatement[] {
    const actions = ['execute-api:Invoke'];
    const common = COMMON_ROUTES.map(({ method, path }) => this.toArn(api, method, path));
    return [
      new PolicyStatement({ actions, resources: [...this.toPaths(api, merchantId), ...common] }),
      // A wildcard of IAM goes over slashes: it takes `loja-1/../loja-2` for a path of loja-1.
      new PolicyStatement({
        effect: Effect.DENY,
        actions,
        resources: AMBIGUOUS.map((rest) => this.toArn(api, '*', `/v1/merchants/${merchantId}/${rest}`)),
      }),
    ];
  }

  private toPaths(api: HttpApi, merchantId: string): string[] {
    return METHODS.map((method) => this.toArn(api, method, `/v1/merchants/${merchantId}/*`));
  }

  private toArn({ apiId, stageName }: HttpApi, method: string, path: string): string {
    return Stack.of(this).formatArn({
      service: 'execute-api',
      resource: apiId,
      resourceName: `${stageName}/${method}${path}`,
    });
  }
}

function toCommands({ bus }: EventBus, merchantId: string): PolicyStatement {
  return new PolicyStatement({
    actions: ['events:PutEvents'],
    resources: [bus.eventBusArn],
    conditions: {
      // The key has a value for each entry of the call; without any, `ForAllValues` would hold.
      'ForAllValues:StringEquals': { 'events:source': `estorno.merchant.${merchantId}` },
      Null: { 'events:source': 'false' },
    },
  });
}
