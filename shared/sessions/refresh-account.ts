import { type Log, nameOfError } from '../ports/log.ts';
import type { Account } from '../ports/sessions.ts';

/** The account as the secret is now; as it was, where the secret cannot be read. */
export async function refreshAccount<C>(account: Account<C>, log: Log): Promise<Account<C>> {
  try {
    return await account.refresh();
  } catch (error) {
    log.error('secret_not_read_again', { error: nameOfError(error) });
    return account;
  }
}
