import { shown, Violation } from './violation.ts';

/**
 * Limits that AWS documents and that a double of it would not know of. What is over one is refused as AWS does.
 *
 * @source https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
 * @source https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevent-size.html
 * @source https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html
 */
const MAX_KEY_BYTES = 2048;
const MAX_ITEM_BYTES = 400 * 1024;
export const MAX_EVENT_BYTES = 256 * 1024;

/** @throws what DynamoDB answers to a key that is empty or too long, or to an item that is too large */
export function checkItem(key: string, item: object): void {
  const bytes = Buffer.byteLength(key);
  if (bytes === 0 || bytes > MAX_KEY_BYTES) throw refusal(`a key of ${bytes} bytes`);
  const size = Buffer.byteLength(JSON.stringify(item));
  if (size > MAX_ITEM_BYTES) throw refusal(`an item of about ${size} bytes`);
}

/** Nothing that leaves holds half of a character. @throws Violation */
export function checkWellFormed(what: string, value: unknown): void {
  const visit = (part: unknown, place: string): void => {
    if (typeof part === 'string' && !part.isWellFormed())
      throw new Violation(
        'texts are whole',
        `${what} holds half of a character at ${place}: ${shown(part.slice(-20))}`,
      );
    if (typeof part !== 'object' || part === null) return;
    for (const [name, one] of Object.entries(part)) {
      visit(name, `the name ${place}`);
      visit(one, `${place}/${name}`);
    }
  };
  visit(value, '');
}

/** What a message of SQS may hold: no control character but tab and line ends, and no half of a character. */
export function isMessageText(text: string): boolean {
  return toMessageText(text) === text;
}

/** A text with nothing in it that no message of SQS can hold. */
export function toMessageText(text: string): string {
  return text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
}

/** As AWS says no. */
export function refusal(message: string, name = 'ValidationException'): Error {
  return Object.assign(new Error(message), { name, $metadata: { httpStatusCode: 400 } });
}
