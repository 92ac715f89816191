/** What an HTTP API says of a caller who signed with IAM. */
export const SIGNED_CALLER = {
  authorizer: { iam: { userArn: 'arn:aws:sts::000000000000:assumed-role/storefront/loja-1' } },
};
