/** Where the stack would run: what the pseudo parameters and ARNs are made of. */
export type Place = {
  readonly stackName: string;
  /** Twelve digits. */
  readonly accountId: string;
  readonly region: string;
};

/** Stands in where the stack is not bound to an account or a region. */
export const UNBOUND = { accountId: '000000000000', region: 'sa-east-1' };

export function toArn(place: Place, service: string, resource: string): string {
  return `arn:aws:${service}:${place.region}:${place.accountId}:${resource}`;
}

/** IAM is global: its ARNs have no region. */
export function toIamArn(place: Place, resource: string): string {
  return `arn:aws:iam::${place.accountId}:${resource}`;
}
