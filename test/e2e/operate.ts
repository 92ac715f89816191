import { callOperator, type OperatorCommand } from '../../infra/call-operator.ts';
import type { LocalStack } from '../../local/local-stack.ts';

/** Gives a command of an operator, as `npm run ops` does. @returns the status, and the result or the problem */
export async function operate(stack: LocalStack, provider: string, command: OperatorCommand) {
  const credentials = { accessKeyId: 'local', secretAccessKey: 'local' };
  const api = { url: stack.url, region: stack.region, credentials };
  const { status, body } = await callOperator(api, provider, command);
  return { status, payload: status === 200 ? body : { problem: body } };
}
