import { LocalStackError } from '../local-stack-error.ts';
import { type Engine, toAuthorization } from './engine.ts';

/**
 * One call of the engine itself, past the local AWS port.
 * @param target `DynamoDB_20120810.PutItem`
 * @throws LocalStackError when the engine refuses it
 */
export async function callEngine(engine: Engine, target: string, body: object): Promise<unknown> {
  const response = await fetch(engine.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      'x-amz-date': '20260101T000000Z',
      authorization: toAuthorization(engine),
    },
    body: JSON.stringify(body),
  });
  const answer = await response.text();
  if (!response.ok) throw new LocalStackError(`${engine.name} refused ${target}: ${answer}`);
  return JSON.parse(answer);
}
