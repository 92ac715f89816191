import * as z from 'zod/mini';
import { EstornoError } from '../domain/problem.ts';
import { type HttpEvent, toRequestName } from '../http/http-event.ts';
import { OPERATOR_ROUTE } from '../http/operator-routes.ts';
import { signerOf } from '../http/principal.ts';
import { readBody } from '../http/read-request.ts';
import { type HttpResponse, jsonResponse, problemResponse } from '../http/responses.ts';
import type { Invocation } from '../operation/runner.ts';
import type { OperatorAnswer } from './operator.ts';

/** What answers the commands for a provider; undefined where the stack does not have the provider. */
export type FindProvider = (
  provider: string,
) => ((command: object, invocation: Invocation) => Promise<OperatorAnswer>) | undefined;

/** `restore` sends items of the ledger, of at most 400 KB each. An event of Lambda has at most 6 MB, as JSON in JSON. */
const MAX_BODY_BYTES = 4 * 1024 * 1024;

const bodySchema = z.looseObject({}, 'must be a JSON object');

/**
 * Answers `POST /v1/operator/{provider}/{command}`. IAM has decided by the path whether the caller may give this command;
 * who that is, is stored with what the command changes.
 * @throws EstornoError forbidden where the caller did not sign, route_not_found
 */
export async function answerOperatorRoute(
  find: FindProvider,
  event: HttpEvent,
  invocation: Invocation,
): Promise<HttpResponse> {
  const principal = signerOf(event);
  if (principal === undefined)
    throw new EstornoError('forbidden', { detail: 'Operators sign their commands with IAM.' });
  const { provider = '', command } = event.pathParameters ?? {};
  const answerCommand = isRoute(event) ? find(provider) : undefined;
  if (!answerCommand) throw new EstornoError('route_not_found');
  // The command is that of the path, which the caller has the right to, whatever the body says.
  const given = { ...readBody(event, bodySchema, MAX_BODY_BYTES), command };
  const answer = await answerCommand(given, { ...invocation, trigger: 'operator', requester: { principal } });
  if (answer.is === 'done') return jsonResponse(200, answer.result);
  const { code, detail } = answer.problem;
  return problemResponse(code, { detail }, toRequestName(event));
}

function isRoute({ routeKey }: HttpEvent): boolean {
  return routeKey === `${OPERATOR_ROUTE.method} ${OPERATOR_ROUTE.path}`;
}
