import { cutText } from '../domain/text.ts';
import type { HttpEvent } from './http-event.ts';

/** The most characters of a principal that are kept. The ARN of a session has at most 250. */
const MAX_PRINCIPAL = 256;

/** The ARN of a caller who signed with IAM, as AWS verified it. Undefined where the request was not signed. */
export function signerOf({ requestContext: { authorizer } }: HttpEvent): string | undefined {
  const arn = authorizer?.jwt ? undefined : authorizer?.iam?.userArn;
  return arn ? cutText(arn, MAX_PRINCIPAL) : undefined;
}
