import * as z from 'zod/mini';
import { MERCHANT_ID } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { SecretText } from '../domain/secret-text.ts';
import { createSteps, type Invocation, type OperationsDeps } from '../operation/steps.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { CheckLogin } from '../sessions/check-login.ts';

const merchantId = z.string('is needed').check(z.regex(MERCHANT_ID, "must be a merchant's id"));

/** How people try credentials, and have the provider make new ones. */
export const credentialsSchemas = [
  z.object({
    command: z.literal('check-credentials'),
    merchantId,
    /** `pending`: those that are stored beside the present ones, to be tried. */
    which: z.enum(['current', 'pending']),
  }),
  z.object({ command: z.literal('new-credentials'), merchantId }),
] as const;

type CredentialsCommand = z.infer<(typeof credentialsSchemas)[number]>;

export function isCredentialsCommand(command: { readonly command: string }): command is CredentialsCommand {
  return command.command === 'check-credentials' || command.command === 'new-credentials';
}

/** The one answer that shows secrets: the new ones, to whoever had them made. */
function toRevealed(credentials: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(credentials).flatMap(([name, value]) =>
      value instanceof SecretText ? [[name, value.reveal()]] : [],
    ),
  );
}

/**
 * Tries a merchant's credentials where the real requests are made, and asks the provider for new ones. What it gives
 * out then goes to the one who asked, in the answer to the invocation, and nowhere else: this function may read
 * secrets, and not write them.
 */
export function createOperatorCredentials<C extends BaseCredentials>(
  deps: OperationsDeps<C> & { readonly checkLogin: CheckLogin<C> },
) {
  const { connector, sessions, accounts, checkLogin, log } = deps;
  const { toCall } = createSteps(deps);

  return async (command: CredentialsCommand, invocation: Invocation): Promise<object> => {
    const { merchantId } = command;
    if (command.command === 'new-credentials') return renew(merchantId, invocation);
    const account = await accounts.findStored(merchantId, command.which);
    const checked = await checkLogin(account, invocation);
    log.info('credentials_checked', { merchant: merchantId, which: command.which, login: checked.login });
    return checked;
  };

  async function renew(merchantId: string, invocation: Invocation): Promise<object> {
    if (!connector.newCredentials) {
      const detail = `${connector.name} makes no credentials over its API: people change them there.`;
      throw new EstornoError('validation_failed', { detail });
    }
    const hold = sessions.open(await accounts.findStored(merchantId, 'current'), toCall(invocation));
    try {
      const made = await connector.newCredentials((request) => hold.send(request));
      if (made.is === 'made') return { credentials: toRevealed(made.credentials) };
      throw new EstornoError(made.code, { detail: hold.redact(made.detail) });
    } finally {
      await hold.close();
    }
  }
}
