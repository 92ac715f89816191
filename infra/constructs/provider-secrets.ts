import { ArnFormat, Stack } from 'aws-cdk-lib';
import { PolicyStatement, type Role } from 'aws-cdk-lib/aws-iam';
import { toSecretName } from '../../shared/domain/stage.ts';
import type { Provider } from '../providers.ts';
import { stageOf } from '../stage.ts';
import { acknowledgeWildcard } from './acknowledge.ts';
import type { EncryptionKey } from './encryption-key.ts';

/** Lets a role read the secrets of these providers, of all merchants. */
export function grantSecretsOf(providers: readonly Provider[], role: Role, key: EncryptionKey): void {
  const arnOf = (resourceName: string) =>
    Stack.of(role).formatArn({
      service: 'secretsmanager',
      resource: 'secret',
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      resourceName,
    });
  // Secrets Manager appends a hyphen and six characters to every secret's ARN. A name without a secret has no such
  // suffix: without the second ARN, a missing secret would be reported as "access denied".
  const names = providers.map(({ id }) => toSecretName(stageOf(role), '*', id));
  const existing = names.map((name) => arnOf(`${name}-??????`));
  const secrets = [...existing, ...names.map(arnOf)];
  role.addToPolicy(new PolicyStatement({ actions: ['secretsmanager:GetSecretValue'], resources: secrets }));
  for (const secret of secrets)
    acknowledgeWildcard(
      role,
      secret,
      'One function serves all merchants of its provider, which change without a deployment; no other secret has this suffix',
    );
  key.grantDecrypt(role, 'secretsmanager', { SecretARN: existing });
}
