import * as z from 'zod';
import type { LocalStack } from '../local-stack.ts';
import { type ApiAnswer, type ApiCommand, createApiCaller } from './call-api.ts';
import { ControlError } from './controls.ts';

const operationSchema = z.object({ id: z.string() });

/** Cancels and refunds that were begun on the page, each with its key, so that they can be repeated. */
export function createCommands(
  stack: Pick<LocalStack, 'url' | 'region'>,
  isSigned: boolean,
  onBegun: () => void,
) {
  const call = createApiCaller({ region: stack.region, isSigned });
  const begun = new Map<string, ApiCommand>();

  async function send(command: ApiCommand): Promise<ApiAnswer> {
    const answer = await call(stack.url, command);
    const { data } = operationSchema.safeParse(answer.body);
    if (data && answer.status < 300) {
      begun.set(data.id, command);
      onBegun();
    }
    return answer;
  }

  return {
    send,
    /** The same request again, with the same key. @throws ControlError */
    repeat(operationId: string): Promise<ApiAnswer> {
      const command = begun.get(operationId);
      if (!command)
        throw new ControlError(
          `${operationId} was not begun on this page, so its Idempotency-Key is not known.`,
        );
      return send(command);
    },
    isBegunHere: (operationId: string) => begun.has(operationId),
  };
}
