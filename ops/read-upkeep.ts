import { UsageError } from '../tools/script.ts';
import { type Command, CREDENTIAL_ACTIONS, DEAD_LETTER_QUEUES, DLQ_ACTIONS } from './command.ts';
import type { Values } from './options.ts';
import { none, readMerchant, readOne, readProvider } from './read-words.ts';

/** The kill switch: of a provider, for all merchants or for one. */
export function readTurn(
  name: 'disable' | 'enable',
  { merchant, reason }: Values,
  [provider = '', ...rest]: readonly string[],
): Command {
  none(rest);
  const id = readProvider(`The provider of "${name}"`, provider);
  if (!reason?.trim()) throw new UsageError('--reason is required: it is stored with the switch.');
  return {
    ...{ name, provider: id, reason: reason.trim() },
    ...(merchant !== undefined && { merchantId: readMerchant(merchant) }),
  };
}

/** `credentials set|check|show|rotate`. Secrets are never options, since other users of the machine can see those. */
export function readCredentials(
  { merchant, provider = '', file, unchecked = false }: Values,
  [word = '', ...rest]: readonly string[],
): Command {
  none(rest);
  const action = readOne('The action of "credentials"', word, CREDENTIAL_ACTIONS);
  return {
    ...{ name: 'credentials', action, unchecked },
    provider: readProvider('--provider', provider),
    merchantId: readMerchant(merchant),
    ...(file !== undefined && { file }),
  };
}

/** `dlq show|redrive|remove`, of both queues or of one. */
export function readDlq({ queue, message }: Values, [word = '', ...rest]: readonly string[]): Command {
  none(rest);
  const action = readOne('The action of "dlq"', word, DLQ_ACTIONS);
  const queues = queue === undefined ? DEAD_LETTER_QUEUES : [readOne('--queue', queue, DEAD_LETTER_QUEUES)];
  if (action !== 'remove') return { name: 'dlq', action, queues };
  if (queue === undefined || message === undefined)
    throw new UsageError(
      'dlq remove requires --queue and --message, the id of the message. "dlq show" lists them.',
    );
  return { name: 'dlq', action, queues, messageId: message };
}
