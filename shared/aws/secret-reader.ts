import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod/mini';
import type { MerchantId } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { toCredentialsDays } from '../domain/secret-expiry.ts';
import { type Stage, toSecretName } from '../domain/stage.ts';
import { type Clock, type EpochMs, MINUTE_MS } from '../domain/time.ts';
import type { Log } from '../ports/log.ts';
import type { ReadOptions, Secret, SecretReader } from '../ports/secret-reader.ts';
import { AbsentSecrets } from './absent-secrets.ts';
import { CLIENT_LIMITS } from './dynamo-client.ts';

/** A secret that was read is good for this long: a change takes effect within a minute. */
const CACHE_MS = MINUTE_MS;

const NO_SECRET = 'there is no such secret, or it has no value yet';
const NOTHING_TO_TRY = 'there is no such secret, or it has no version that is to be tried (AWSPENDING)';
const BINARY = 'it is stored as binary; store it as text (SecretString)';

export function createSecretsClient(): SecretsManagerClient {
  return new SecretsManagerClient(CLIENT_LIMITS);
}

/** What every secret may hold. */
type AnySecret = { readonly expiresOn?: string | undefined };

export type SecretReaderDeps<T> = {
  readonly client: SecretsManagerClient;
  readonly provider: string;
  /** @default the stack without a stage */
  readonly stage?: Stage;
  readonly schema: z.ZodMiniType<T>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Secrets that this process has read, by merchant. */
type Cache<T> = Map<MerchantId, { readonly secret: Secret<T>; readonly until: EpochMs }>;

type Known<T> = { readonly cache: Cache<T>; readonly absent: AbsentSecrets };

/** Reads the secret of a merchant (see toSecretName). No part of a secret is ever in an error or a log, not even a parser's. */
export function createSecretReader<T extends AnySecret>(deps: SecretReaderDeps<T>): SecretReader<T> {
  const known: Known<T> = { cache: new Map(), absent: new AbsentSecrets() };
  return { read: (merchantId, options = {}) => readSecret(deps, known, merchantId, options) };
}

async function readSecret<T extends AnySecret>(
  deps: SecretReaderDeps<T>,
  { cache, absent }: Known<T>,
  merchantId: MerchantId,
  { fresh, pending, forStranger }: ReadOptions,
): Promise<Secret<T>> {
  if (pending) return fetchSecret(deps, merchantId, { VersionStage: 'AWSPENDING' });
  const cached = cache.get(merchantId);
  if (cached && cached.until > deps.clock() && !fresh) return cached.secret;
  // A merchant whose secret was read before exists: only reads for names that a stranger made up are limited.
  if (forStranger && !cached) absent.admit(merchantId, deps.clock());
  const secret = await fetchSecret(deps, merchantId).catch((error: unknown) => {
    if (error instanceof EstornoError) absent.add(merchantId, error, deps.clock());
    throw error;
  });
  absent.remove(merchantId);
  cache.set(merchantId, { secret, until: deps.clock() + CACHE_MS });
  noteExpiry(deps, merchantId, secret.credentials);
  return secret;
}

/** Logged each time that the secret is read, for those whose credentials expire. */
function noteExpiry<T extends AnySecret>(
  { provider, clock, log }: Pick<SecretReaderDeps<T>, 'provider' | 'clock' | 'log'>,
  merchant: MerchantId,
  credentials: T,
): void {
  const credentialsDays = toCredentialsDays(credentials, clock());
  if (credentialsDays !== undefined) log.info('secret_read', { provider, merchant, credentialsDays });
}

async function fetchSecret<T>(
  { client, provider, stage, schema, log }: SecretReaderDeps<T>,
  merchantId: MerchantId,
  version: { readonly VersionStage?: string } = {},
): Promise<Secret<T>> {
  const name = toSecretName(stage, merchantId, provider);
  try {
    const { SecretString, SecretBinary, VersionId } = await client.send(
      new GetSecretValueCommand({ SecretId: name, ...version }),
    );
    if (SecretString === undefined && SecretBinary) throw new UnusableSecret(BINARY);
    // AWS always gives one of the two: this says nothing of the merchant.
    if (SecretString === undefined) throw new Error('an answer of Secrets Manager has no secret in it');
    return { credentials: parseCredentials(schema, SecretString), version: VersionId ?? '' };
  } catch (error) {
    const why = toReason(error, version.VersionStage ? NOTHING_TO_TRY : NO_SECRET);
    if (why === undefined) throw error;
    log.error(why === NO_SECRET || why === NOTHING_TO_TRY ? 'secret_missing' : 'secret_unusable', {
      ...{ secret: name, why },
    });
    throw new EstornoError('merchant_not_configured', {
      detail: `The secret ${name} cannot be used: ${why}.`,
    });
  }
}

/** The secret is there, and is not what it should be. */
class UnusableSecret extends Error {
  override readonly name = 'UnusableSecret';
}

/** Why a merchant has no usable secret; undefined where the error says nothing of that. */
function toReason(error: unknown, none: string): string | undefined {
  if (error instanceof UnusableSecret) return error.message;
  // So AWS also answers for a secret that has no version of this stage.
  if (error instanceof ResourceNotFoundException) return none;
  // So AWS answers for a secret that is scheduled for deletion.
  return error instanceof InvalidRequestException ? 'it is marked for deletion' : undefined;
}

/** @throws UnusableSecret with the names of the fields that are wrong, what our own checks say of them, and nothing of them */
function parseCredentials<T>(schema: z.ZodMiniType<T>, text: string): T {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const fields = parsed.error.issues.map(toFault).join(', ');
  throw new UnusableSecret(
    fields ? `these fields are missing or wrong: ${fields}` : 'it is not a JSON object',
  );
}

/** The parser's own messages may quote what they speak of; those of our checks do not. */
function toFault({ code, path, message }: z.core.$ZodIssue): string {
  const field = path.join('.');
  return code === 'custom' ? `${field} (${message})` : field;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
