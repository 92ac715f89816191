/** Separates several stacks in one account and region: lower-case letters and digits. Undefined for the one without a name. */
export type Stage = string | undefined;

/** The first part of the names of secrets. Not `estorno/<stage>`: functions of the stack without a stage may read `estorno/*`. */
export function toSecretsPrefix(stage: Stage): string {
  return stage === undefined ? 'estorno' : `estorno-${stage}`;
}

/** The name in Secrets Manager of a merchant's credentials; `merchantId` and `provider` may be patterns of IAM. */
export function toSecretName(stage: Stage, merchantId: string, provider: string): string {
  return `${toSecretsPrefix(stage)}/${merchantId}/${provider}`;
}

/** The namespace of the metrics in CloudWatch. */
export function toMetricNamespace(stage: Stage): string {
  return stage === undefined ? 'Estorno' : `Estorno/${stage}`;
}
