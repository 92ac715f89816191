import { SECRET_SCHEMAS } from '../functions/secret-schemas.ts';
import { UsageError } from '../tools/script.ts';
import { loginSchema, newCredentialsSchema, readAnswer } from './answers.ts';
import type { Command } from './command.ts';
import type { Connection } from './connect.ts';
import { OpsError } from './ops-error.ts';
import type { Result } from './result.ts';
import type { StoredSecret } from './secrets.ts';

type Asked = Extract<Command, { readonly name: 'credentials' }>;

/** Where new credentials come from: a file, or standard input. */
export type ReadInput = (file: string | undefined) => Promise<string>;

/** Stores a merchant's credentials, tries them, or changes them. Nothing that is secret is ever printed. */
export function runCredentials(asked: Asked, connection: Connection, readInput: ReadInput): Promise<Result> {
  const name = `estorno/${asked.merchantId}/${asked.provider}`;
  const { secrets } = connection;

  return asked.action === 'check' ? check() : asked.action === 'set' ? set() : rotate();

  async function check(): Promise<Result> {
    const login = await tryLogin('current');
    if (login.login !== 'works') throw new OpsError(toRefusal(login, `${name} is stored`));
    return toResult(`${name} works: the provider takes these credentials.`);
  }

  async function set(): Promise<Result> {
    const text = toSecretText(asked.provider, await readInput(asked.file));
    const present = await secrets.read(name);
    if (present) return replace(text, present.version);
    await secrets.create(name, text);
    if (asked.unchecked) return toResult(`${name} is stored, and was not tried.`);
    const login = await tryLogin('current');
    if (login.login !== 'works') throw new OpsError(toRefusal(login, `${name} is stored all the same`));
    return toResult(`${name} is stored, and works.`);
  }

  async function rotate(): Promise<Result> {
    const present = await secrets.read(name);
    if (!present) throw new OpsError(`There is no secret ${name} to be changed: use "credentials set".`);
    if (asked.provider !== 'letpay') {
      const text = toSecretText(asked.provider, await readInput(asked.file));
      return replace(text, present.version);
    }
    if (asked.unchecked)
      throw new UsageError('A key pair that is made is tried, too: leave --unchecked out.');
    return renew(present);
  }

  async function renew(present: StoredSecret): Promise<Result> {
    const made = await secrets.read(name, 'AWSPENDING');
    // An older one is what was put in place some time ago.
    if (made && made.createdAt > present.createdAt && made.text !== present.text) {
      const login = await tryLogin('pending');
      if (login.login === 'unavailable') throw new OpsError(toRefusal(login, MADE_BEFORE, 'Try again.'));
      if (login.login === 'works') {
        await secrets.promote(name, made.version, present.version);
        return toResult(`${name} holds the key pair that was made before, which works. ${OLD_LIVES}`);
      }
    }
    // What could not be stored again, or by whom, should be known before a key is made.
    toSecretText(asked.provider, present.text);
    await secrets.putPending(name, present.text);
    const event = { trigger: 'operator', command: 'new-credentials', merchantId: asked.merchantId } as const;
    const { credentials } = readAnswer(newCredentialsSchema, await connection.invoke(asked.provider, event));
    const text = toSecretText(asked.provider, JSON.stringify({ ...parse(present.text), ...credentials }));
    const version = await secrets.putPending(name, text).catch((error: unknown) => {
      throw new OpsError(`${error instanceof Error ? error.message : error} ${NOT_STORED}`);
    });
    const login = await tryLogin('pending');
    if (login.login !== 'works') throw new OpsError(toRefusal(login, MADE_BEFORE, RUN_AGAIN));
    await secrets.promote(name, version, present.version);
    return toResult(
      `${name} holds a new key pair, which works. Functions take it within a minute. ${OLD_LIVES}`,
    );
  }

  /** Beside the present ones first; in their place when they work. */
  async function replace(text: string, present: string): Promise<Result> {
    const version = await secrets.putPending(name, text);
    if (!asked.unchecked) {
      const login = await tryLogin('pending');
      if (login.login !== 'works')
        throw new OpsError(toRefusal(login, `${name} is as it was, and what is new is stored as AWSPENDING`));
    }
    await secrets.promote(name, version, present);
    return toResult(`${name} is changed${asked.unchecked ? ', and was not tried' : ', and works'}.`);
  }

  async function tryLogin(which: 'current' | 'pending') {
    const { merchantId } = asked;
    const event = { trigger: 'operator', command: 'check-credentials', merchantId, which } as const;
    return readAnswer(loginSchema, await connection.invoke(asked.provider, event));
  }
}

const OLD_LIVES = 'The old pair is taken to live on: revoke it in the dashboard when it is no longer used.';

const MADE_BEFORE = 'The present pair is as it was; the new one is stored beside it as AWSPENDING';

const RUN_AGAIN = 'Run the same command again: it tries that pair before it makes another.';

const NOT_STORED =
  'A key pair was made and could not be stored: revoke it in the dashboard. The present one is as it was.';

type Login = { readonly login: 'works' | 'refused' | 'unavailable'; readonly status: number };

function toRefusal(
  { login, status }: Login,
  stored: string,
  advice = 'Try again, or store them with --unchecked.',
): string {
  if (login === 'refused') return `The provider refuses these credentials (${status}). ${stored}.`;
  const said = status === 0 ? 'gave no answer' : `answered ${status}`;
  return `Whether they work is not known: the provider ${said}. ${stored}. ${advice}`;
}

function toResult(text: string): Result {
  return { json: { done: text }, text };
}

/**
 * The text to be stored. What is wrong is named, and never shown.
 * @throws UsageError
 */
function toSecretText(provider: string, input: string): string {
  const schema = SECRET_SCHEMAS[provider];
  if (!schema)
    throw new UsageError(`What the secret of ${provider} holds is not in functions/secret-schemas.ts.`);
  const given = parse(input);
  const unknown = Object.keys(given).filter((field) => !Object.hasOwn(schema.shape, field));
  const parsed = schema.safeParse(given);
  const wrong = parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
  if (wrong.length > 0 || unknown.length > 0) {
    const parts = [
      ...(wrong.length > 0 ? [`these are missing or wrong: ${wrong.join(', ')}`] : []),
      ...(unknown.length > 0 ? [`it has ${unknown.length} that nobody knows`] : []),
    ];
    const fields = Object.keys(schema.shape).join(', ');
    throw new UsageError(
      `The secret wants the fields ${fields} (some of them optional); ${parts.join('; ')}.`,
    );
  }
  return JSON.stringify(given);
}

/** @throws UsageError */
function parse(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The parser's words could hold what it could not read.
  }
  throw new UsageError('The secret has to be a JSON object, on standard input or in --file.');
}
