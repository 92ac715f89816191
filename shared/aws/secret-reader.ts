import {
  GetSecretValueCommand,
  InvalidRequestException,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type * as z from 'zod/mini';
import { EstornoError } from '../domain/problem.ts';
import { type Clock, type EpochMs, MINUTE_MS } from '../domain/time.ts';
import type { Log } from '../ports/log.ts';
import type { Secret, SecretReader } from '../ports/secret-reader.ts';
import { CLIENT_LIMITS } from './dynamo-client.ts';

/** A secret read lately is good for this long: a change is effective within a minute. */
const CACHE_MS = MINUTE_MS;

const NO_SECRET = 'there is no such secret, or it has no value yet';
const NOTHING_TO_TRY = 'there is no such secret, or it has no version that is to be tried (AWSPENDING)';
const BINARY = 'it is stored as binary; store it as text (SecretString)';

export function createSecretsClient(): SecretsManagerClient {
  return new SecretsManagerClient(CLIENT_LIMITS);
}

/** Reads `estorno/<merchantId>/<provider>`. No part of a secret is ever in an error or a log, not even a parser's. */
export function createSecretReader<T>({
  client,
  provider,
  schema,
  clock,
  log,
}: {
  client: SecretsManagerClient;
  provider: string;
  schema: z.ZodMiniType<T>;
  clock: Clock;
  log: Log;
}): SecretReader<T> {
  const cache = new Map<string, { readonly secret: Secret<T>; readonly until: EpochMs }>();

  return {
    async read(merchantId, options) {
      const cached = cache.get(merchantId);
      if (cached && cached.until > clock() && !options?.fresh) return cached.secret;
      if (options?.pending) return fetchSecret(merchantId, { VersionStage: 'AWSPENDING' });
      const secret = await fetchSecret(merchantId);
      cache.set(merchantId, { secret, until: clock() + CACHE_MS });
      return secret;
    },
  };

  async function fetchSecret(merchantId: string, stage: { VersionStage?: string } = {}): Promise<Secret<T>> {
    const name = `estorno/${merchantId}/${provider}`;
    const { SecretString, SecretBinary, VersionId } = await client
      .send(new GetSecretValueCommand({ SecretId: name, ...stage }))
      .catch((error) => {
        // So AWS also answers for a secret that has no version of this stage.
        if (error instanceof ResourceNotFoundException)
          throw notConfigured(name, stage.VersionStage ? NOTHING_TO_TRY : NO_SECRET);
        // So AWS answers for a secret that is scheduled for deletion.
        if (error instanceof InvalidRequestException) throw notConfigured(name, 'it is marked for deletion');
        throw error;
      });
    if (SecretString === undefined && SecretBinary) throw notConfigured(name, BINARY);
    // AWS always gives one of the two: this says nothing of the merchant.
    if (SecretString === undefined) throw new Error('an answer of Secrets Manager has no secret in it');
    const parsed = schema.safeParse(parseJson(SecretString));
    if (!parsed.success) {
      const fields = parsed.error.issues.map(({ path }) => path.join('.')).join(', ');
      throw notConfigured(
        name,
        fields ? `these fields are missing or wrong: ${fields}` : 'it is not a JSON object',
      );
    }
    return { credentials: parsed.data, version: VersionId ?? '' };
  }

  function notConfigured(name: string, why: string): EstornoError {
    log.error('secret_unusable', { secret: name, why });
    return new EstornoError('merchant_not_configured', {
      detail: `The secret ${name} cannot be used: ${why}.`,
    });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
