import { CfnOutput, Stack } from 'aws-cdk-lib';
import { Effect, ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { COMMON_ROUTES } from '../../shared/http/routes.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { EventBus } from './event-bus.ts';
import type { HttpApi } from './http-api.ts';

/** Paths that another component could normalize to a different path: no path of ours has two dots, two slashes or `%`. */
const AMBIGUOUS = ['*..*', '/*', '*//*', '*%*'];

const METHODS = ['GET', 'POST'];

export type StorefrontAccessProps = {
  readonly merchantId: string;
  readonly bus: EventBus;
  /** Absent if callers send tokens, which name their merchants. */
  readonly api?: HttpApi;
};

/**
 * The permissions of one merchant's storefront, as a policy to attach to its role: call the paths of this merchant and the
 * common paths, and put commands of this merchant on the bus. A role with two policies acts for both merchants.
 */
export class StorefrontAccess extends Construct {
  readonly policy: ManagedPolicy;

  constructor(scope: Construct, id: string, { merchantId, bus, api }: StorefrontAccessProps) {
    super(scope, id);
    const description = `Estorno: permissions of the storefront of ${merchantId}`;
    this.policy = new ManagedPolicy(this, 'Policy', {
      description,
      path: '/estorno/',
      statements: [...(api ? this.toCalls(api, merchantId) : []), toCommands(bus, merchantId)],
    });
    for (const path of api ? this.toPaths(api, merchantId) : [])
      acknowledgeWildcard(this.policy, path, 'All paths of this merchant, and of no other');
    new CfnOutput(this, 'PolicyArn', { value: this.policy.managedPolicyArn, description });
  }

  private toCalls(api: HttpApi, merchantId: string): PolicyStatement[] {
    const actions = ['execute-api:Invoke'];
    const common = COMMON_ROUTES.map(({ method, path }) => this.toArn(api, method, path));
    return [
      new PolicyStatement({ actions, resources: [...this.toPaths(api, merchantId), ...common] }),
      // A wildcard of IAM also matches slashes: `loja-1/../loja-2` matches the paths of loja-1.
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
      // `ForAllValues` also matches a call without any value; `Null` excludes that.
      'ForAllValues:StringEquals': { 'events:source': `estorno.merchant.${merchantId}` },
      Null: { 'events:source': 'false' },
    },
  });
}
