import { Effect, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { COMMON_ROUTES } from '../../shared/http/routes.ts';
import { EVERY_MERCHANT } from '../options/merchants.ts';

/** Paths that another component could normalize to a different path: no path of ours has two dots, two slashes or `%`. */
const AMBIGUOUS = ['*..*', '*//*', '*%*'];

const METHODS = ['GET', 'POST'];

/** The stage of the API. */
const STAGE = '$default';

export type AccessArns = {
  readonly busArn: string;
  /** Of the API without stage and path. Absent if callers send tokens, which name their merchants. */
  readonly apiArn: string | undefined;
};

/** The permissions of a storefront: the paths of its merchants and the common paths, and commands of its merchants. */
export function toAccessStatements(merchantIds: readonly string[], arns: AccessArns): PolicyStatement[] {
  const { busArn, apiArn } = arns;
  const calls = apiArn === undefined ? [] : toCalls(apiArn, merchantIds);
  return [...calls, toCommands(busArn, merchantIds)];
}

/** The ARNs of all paths of these merchants. */
function toCallPaths(apiArn: string, merchantIds: readonly string[]): string[] {
  return merchantIds.flatMap((id) => METHODS.map((method) => toArn(apiArn, method, `/v1/merchants/${id}/*`)));
}

function toCalls(apiArn: string, merchantIds: readonly string[]): PolicyStatement[] {
  const actions = ['execute-api:Invoke'];
  const common = COMMON_ROUTES.map(({ method, path }) => toArn(apiArn, method, path));
  return [
    new PolicyStatement({ actions, resources: [...toCallPaths(apiArn, merchantIds), ...common] }),
    // A wildcard of IAM also matches slashes: `loja-1/../loja-2` matches the paths of loja-1.
    new PolicyStatement({
      effect: Effect.DENY,
      actions,
      resources: AMBIGUOUS.map((rest) => toArn(apiArn, '*', `/v1/merchants/${rest}`)),
    }),
  ];
}

function toArn(apiArn: string, method: string, path: string): string {
  return `${apiArn}/${STAGE}/${method}${path}`;
}

function toCommands(busArn: string, merchantIds: readonly string[]): PolicyStatement {
  const operator = merchantIds.includes(EVERY_MERCHANT) ? 'StringLike' : 'StringEquals';
  return new PolicyStatement({
    actions: ['events:PutEvents'],
    resources: [busArn],
    conditions: {
      // `ForAllValues` also matches a call without any value; `Null` excludes that.
      [`ForAllValues:${operator}`]: {
        'events:source': merchantIds.map((merchantId) => `estorno.merchant.${merchantId}`),
      },
      Null: { 'events:source': 'false' },
    },
  });
}
