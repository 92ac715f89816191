import { ArnFormat, CfnOutput, Stack } from 'aws-cdk-lib';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { toSecretsPrefix } from '../../shared/domain/stage.ts';
import { OPERATOR_RIGHTS, OPERATOR_ROUTE, type OperatorRight } from '../../shared/http/operator-routes.ts';
import { fillPath } from '../../shared/http/routes.ts';
import type { Provider } from '../providers.ts';
import { stageOf } from '../stage.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { EncryptionKey } from './encryption-key.ts';
import type { HttpApi } from './http-api.ts';

/** What each right permits, for the description of its policy. */
const DESCRIPTIONS: Readonly<Record<OperatorRight, string>> = {
  read: 'Estorno operators: read payments, operations and switches of every merchant',
  record: 'Estorno operators: record outcomes, attach refund requests, publish events again',
  switch: 'Estorno operators: turn the kill switch',
  credentials: 'Estorno operators: store, show, check and rotate the credentials of merchants',
  sources: 'Estorno operators: set the addresses from which notifications are accepted',
  restore: 'Estorno operators: put an older copy of the ledger back',
  erase: 'Estorno operators: erase texts of people',
};

const RIGHTS = [
  'read',
  'record',
  'switch',
  'credentials',
  'sources',
  'restore',
  'erase',
] as const satisfies readonly OperatorRight[];

/** Actions of `npm run ops -- credentials` on the secrets of merchants. */
const SECRET_ACTIONS = [
  'secretsmanager:CreateSecret',
  'secretsmanager:GetSecretValue',
  'secretsmanager:PutSecretValue',
  'secretsmanager:UpdateSecretVersionStage',
];

export type OperatorAccessProps = {
  readonly api: HttpApi;
  readonly providers: readonly Provider[];
  readonly credentialsKey: EncryptionKey;
};

/**
 * One policy for each right of operators, to attach to their roles. Each names the paths of its commands without a wildcard, so
 * that no path can be read as another.
 */
export class OperatorAccess extends Construct {
  constructor(scope: Construct, id: string, props: OperatorAccessProps) {
    super(scope, id);
    for (const right of RIGHTS) {
      const description = DESCRIPTIONS[right];
      const policy = new ManagedPolicy(this, toCapital(right), {
        description,
        path: '/estorno/',
        statements: [this.toCalls(props, right), this.toDescribe()],
      });
      if (right === 'credentials') this.addSecrets(policy, props.credentialsKey);
      const output = new CfnOutput(this, `${toCapital(right)}PolicyArn`, {
        value: policy.managedPolicyArn,
        description,
      });
      output.overrideLogicalId(`Operator${toCapital(right)}PolicyArn`);
    }
  }

  private toCalls({ api, providers }: OperatorAccessProps, right: OperatorRight): PolicyStatement {
    const resources = providers.flatMap(({ id: provider }) =>
      OPERATOR_RIGHTS[right].map((command) => this.toArn(api, provider, command)),
    );
    return new PolicyStatement({ actions: ['execute-api:Invoke'], resources });
  }

  private toArn({ apiId }: HttpApi, provider: string, command: string): string {
    const path = fillPath(OPERATOR_ROUTE.path, { provider, command });
    return Stack.of(this).formatArn({
      service: 'execute-api',
      resource: apiId,
      resourceName: `$default/${OPERATOR_ROUTE.method}${path}`,
    });
  }

  /** `npm run ops` reads the outputs of the stack to find the API. */
  private toDescribe(): PolicyStatement {
    return new PolicyStatement({
      actions: ['cloudformation:DescribeStacks'],
      resources: [Stack.of(this).stackId],
    });
  }

  private addSecrets(policy: ManagedPolicy, { key }: EncryptionKey): void {
    const secrets = Stack.of(this).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName: `${toSecretsPrefix(stageOf(this))}/*`,
    });
    policy.addStatements(
      new PolicyStatement({ actions: SECRET_ACTIONS, resources: [secrets] }),
      new PolicyStatement({
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        resources: [key.keyArn],
        conditions: {
          StringEquals: { 'kms:ViaService': `secretsmanager.${Stack.of(this).region}.amazonaws.com` },
        },
      }),
    );
    acknowledgeWildcard(policy, secrets, 'The secrets of all merchants, and no other secret');
  }
}

function toCapital(right: string): string {
  return `${right.charAt(0).toUpperCase()}${right.slice(1)}`;
}
