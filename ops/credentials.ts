import type * as z from 'zod';
import { UsageError } from '../tools/script.ts';
import { loginSchema, newCredentialsSchema, readAnswer } from './answers.ts';
import type { Command } from './command.ts';
import type { Connection } from './connect.ts';
import { OpsError } from './ops-error.ts';
import type { Result } from './result.ts';
import { parseSecret, toSecretText } from './secret-text.ts';
import type { StoredSecret } from './secrets.ts';
import { showSecret } from './show-credentials.ts';

type Asked = Extract<Command, { readonly name: 'credentials' }>;

/** Where new credentials come from: a file, or standard input. */
export type ReadInput = (file: string | undefined) => Promise<string>;

/** What the actions work with. `name`: of the secret. */
type Work = {
  readonly asked: Asked;
  readonly name: string;
  readonly connection: Connection;
  readonly readInput: ReadInput;
};

/** Stores a merchant's credentials, tests, shows or rotates them. No secret is ever printed. */
export async function runCredentials(
  asked: Asked,
  connection: Connection,
  readInput: ReadInput,
): Promise<Result> {
  const name = connection.secretName(asked.merchantId, asked.provider);
  const work = { asked, name, connection, readInput };
  switch (asked.action) {
    case 'check':
      return check(work);
    case 'show':
      return show(work);
    case 'set':
      return set(work);
    case 'rotate':
      return rotate(work);
  }
}

async function check(work: Work): Promise<Result> {
  const { name } = work;
  const login = await tryLogin(work, 'current');
  if (login.login !== 'works')
    throw new OpsError(toRefusal(login, `${name} is unchanged`, 'Run the check again later.'));
  const missing = toMissing(login);
  if (missing) throw new OpsError(`${name} logs in. ${missing}`);
  return toResult(`${name} works: the provider accepts these credentials.`);
}

/** Where somebody has no permission to read it, `check` still shows whether it works. */
async function show({ asked, name, connection }: Work): Promise<Result> {
  const stored = await connection.secrets.read(name);
  if (!stored) throw new OpsError(`There is no secret ${name}: use "credentials set".`);
  return showSecret(name, asked.provider, stored, Date.now());
}

async function set(work: Work): Promise<Result> {
  const { asked, name, connection, readInput } = work;
  const text = toSecretText(asked.provider, await readInput(asked.file));
  const present = await connection.secrets.read(name);
  if (present) return replace(work, text, present.version);
  await connection.secrets.create(name, text);
  if (asked.unchecked) return toResult(`${name} is stored, and was not tested.`);
  const login = await tryLogin(work, 'current');
  if (login.login !== 'works')
    throw new OpsError(
      toRefusal(login, `${name} is stored nevertheless`, 'Test them later with "credentials check".'),
    );
  return toResult([`${name} is stored, and works.`, toMissing(login)].join(' ').trim());
}

async function rotate(work: Work): Promise<Result> {
  const { asked, name, connection, readInput } = work;
  const present = await connection.secrets.read(name);
  if (!present) throw new OpsError(`There is no secret ${name} to rotate: use "credentials set".`);
  if (asked.provider !== 'letpay') {
    const text = toSecretText(asked.provider, await readInput(asked.file));
    return replace(work, text, present.version);
  }
  if (asked.unchecked) throw new UsageError('A new key pair is always tested: leave --unchecked out.');
  return (await promoteMade(work, present)) ?? renew(work, present);
}

/** The pair that an earlier rotation made and could not promote, where it works. */
async function promoteMade(work: Work, present: StoredSecret): Promise<Result | undefined> {
  const { name, connection } = work;
  const made = await connection.secrets.read(name, 'AWSPENDING');
  // An older one was promoted some time ago.
  if (!made || made.createdAt <= present.createdAt || made.text === present.text) return undefined;
  const login = await tryLogin(work, 'pending');
  if (login.login === 'unavailable') throw new OpsError(toRefusal(login, MADE_BEFORE, 'Try again.'));
  if (login.login === 'refused') return undefined;
  await connection.secrets.promote(name, made.version, present.version);
  return toResult(`${name} holds the key pair that was made before, which works. ${REVOKE_OLD}`);
}

async function renew(work: Work, present: StoredSecret): Promise<Result> {
  const { asked, name, connection } = work;
  const { secrets } = connection;
  // Whether it can be stored, and by this person, should be known before a key is made.
  toSecretText(asked.provider, present.text);
  await secrets.putPending(name, present.text);
  const event = { command: 'new-credentials', merchantId: asked.merchantId } as const;
  const { credentials } = readAnswer(newCredentialsSchema, await connection.invoke(asked.provider, event));
  const renewed = { ...parseSecret(present.text), ...credentials };
  const text = toSecretText(asked.provider, JSON.stringify(renewed));
  const version = await secrets.putPending(name, text).catch((error: unknown) => {
    throw new OpsError(`${error instanceof Error ? error.message : error} ${NOT_STORED}`, { cause: error });
  });
  const login = await tryLogin(work, 'pending');
  if (login.login !== 'works') throw new OpsError(toRefusal(login, MADE_BEFORE, RUN_AGAIN));
  await secrets.promote(name, version, present.version);
  return toResult(
    `${name} holds a new key pair, which works. Functions use it within a minute. ${REVOKE_OLD}`,
  );
}

/** Stored as pending first, and promoted once a login with them works. */
async function replace(work: Work, text: string, present: string): Promise<Result> {
  const { asked, name, connection } = work;
  const version = await connection.secrets.putPending(name, text);
  const login = asked.unchecked ? undefined : await tryLogin(work, 'pending');
  const stored = `${name} is unchanged, and the new credentials are stored as AWSPENDING`;
  if (login && login.login !== 'works') throw new OpsError(toRefusal(login, stored, OR_UNCHECKED));
  await connection.secrets.promote(name, version, present);
  if (!login) return toResult(`${name} is changed, and was not tested.`);
  return toResult([`${name} is changed, and works.`, toMissing(login)].join(' ').trim());
}

async function tryLogin({ asked, connection }: Work, which: 'current' | 'pending'): Promise<Login> {
  const { merchantId, provider } = asked;
  const event = { command: 'check-credentials', merchantId, which } as const;
  return readAnswer(loginSchema, await connection.invoke(provider, event));
}

const REVOKE_OLD =
  'No page says that the old pair stops working: revoke it in the dashboard when it is no longer used.';

const MADE_BEFORE = 'The present pair is unchanged; the new one is stored beside it as AWSPENDING';

const RUN_AGAIN = 'Run the same command again: it tests that pair before it makes another.';

const OR_UNCHECKED = 'Try again, or store them with --unchecked.';

const NOT_STORED =
  'A key pair was made and could not be stored: revoke it in the dashboard. The present one is unchanged.';

type Login = z.infer<typeof loginSchema>;

/** Names scopes, which are no secret; empty where nothing is missing. */
function toMissing({ missingScopes = [] }: Login): string {
  if (missingScopes.length === 0) return '';
  return `The provider did not grant ${missingScopes.join(', ')}: requests that need them fail with provider_auth_failed, and are not sent.`;
}

function toRefusal({ login, status }: Login, stored: string, advice: string): string {
  if (login === 'refused') return `The provider refuses these credentials (${status}). ${stored}.`;
  const answer = status === 0 ? 'gave no answer' : `answered ${status}`;
  return `Whether they work is not known: the provider ${answer}. ${stored}. ${advice}`;
}

function toResult(text: string): Result {
  return { json: { done: text }, text };
}
