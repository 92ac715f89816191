import * as z from 'zod/mini';
import { MERCHANT_ID } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { SecretText } from '../domain/secret-text.ts';
import { requireAccount } from '../operation/accounts.ts';
import { type Invocation, openSession } from '../operation/runner.ts';
import type { Account } from '../ports/sessions.ts';
import type { BaseCredentials, NewCredentials } from '../provider/connector.ts';
import { checkLogin } from '../sessions/check-login.ts';
import { toCertificateFacts } from '../sessions/login.ts';
import { refuse } from './operation-command.ts';
import type { OperatorDeps } from './operator-deps.ts';

export const merchantIdSchema = z.string('is required').check(z.regex(MERCHANT_ID, 'must be a merchant id'));

export const checkCredentialsSchema = z.object({
  command: z.literal('check-credentials'),
  merchantId: merchantIdSchema,
  /** `pending`: those that are stored beside the present ones, to be tried. */
  which: z.enum(['current', 'pending']),
});

export const newCredentialsSchema = z.object({
  command: z.literal('new-credentials'),
  merchantId: merchantIdSchema,
});

/** Tries stored credentials with a login, or with an inquiry where the provider has no logins. */
export async function checkCredentials<C extends BaseCredentials>(
  { connector: { auth }, accounts, exchange, clock, log }: OperatorDeps<C>,
  { merchantId, which }: z.infer<typeof checkCredentialsSchema>,
  invocation: Invocation,
): Promise<object> {
  const account = requireAccount(await accounts.findStored(merchantId, which));
  const checked = await checkLogin({ auth, exchange, clock }, account, invocation);
  log.info('credentials_checked', {
    ...{ merchant: merchantId, which, login: checked.login },
    ...(which === 'current' && toCertificateFacts(account, clock())),
  });
  return checked;
}

/**
 * Has the provider make new credentials. They are in the answer to the invocation, and nowhere else: this function may
 * read secrets, and not write them.
 */
export async function makeCredentials<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  { merchantId }: z.infer<typeof newCredentialsSchema>,
  invocation: Invocation,
): Promise<object> {
  const { connector, accounts } = deps;
  if (!connector.newCredentials)
    throw refuse(`${connector.name} makes no credentials over its API: change them at ${connector.name}.`);
  const account = requireAccount(await accounts.findStored(merchantId, 'current'));
  return { credentials: await requestCredentials(deps, connector.newCredentials, account, invocation) };
}

async function requestCredentials<C extends BaseCredentials>(
  deps: OperatorDeps<C>,
  { toRequest, toCredentials }: NewCredentials<C>,
  account: Account<C>,
  invocation: Invocation,
): Promise<Readonly<Record<string, string>>> {
  const session = openSession(deps, { account, invocation });
  try {
    const reply = await session.send(toRequest());
    if (reply.is === 'not_sent') throw new EstornoError(reply.code, { detail: reply.detail });
    const made = toCredentials(reply);
    if (made.is === 'made') return toRevealed(made.credentials);
    throw new EstornoError(made.code, { detail: session.redact(made.detail) });
  } finally {
    await session.close();
  }
}

/** The one answer that shows secrets: the new ones, to the person who had them made. */
function toRevealed(credentials: object): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(credentials).flatMap(([name, value]) =>
      value instanceof SecretText ? [[name, value.reveal()]] : [],
    ),
  );
}
