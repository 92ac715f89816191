import { cutText } from '../domain/text.ts';
import type { HttpEvent } from './http-event.ts';

/** The most characters of a principal that are kept. The ARN of a session has at most 250. */
const MAX_PRINCIPAL = 256;

/** Who calls: the ARN of the signer, or the subject of the token. Undefined on public routes. */
export function principalOf(event: HttpEvent): string | undefined {
  const subject = event.requestContext.authorizer?.jwt?.claims?.sub;
  return typeof subject === 'string' && subject !== '' ? cutText(subject, MAX_PRINCIPAL) : signerOf(event);
}

/** The ARN of a caller who signed with IAM, as AWS verified it. Undefined where the request was not signed. */
export function signerOf({ requestContext: { authorizer } }: HttpEvent): string | undefined {
  const arn = authorizer?.jwt ? undefined : authorizer?.iam?.userArn;
  return arn ? cutText(arn, MAX_PRINCIPAL) : undefined;
}
