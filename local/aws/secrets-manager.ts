import { randomInt, randomUUID } from 'node:crypto';
import * as z from 'zod';
import { type Place, toArn } from '../assembly/place.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import type { AwsAnswer, AwsErrorCode, AwsRequest, AwsService } from './aws-service.ts';
import { toDecryptRight } from './decrypt-right.ts';

/** `stage`: the label of the new version. `keyArn`: of the key of the account to encrypt it with. */
type Putting = { readonly stage?: string | undefined; readonly keyArn?: string | undefined };

/** Secrets Manager in memory: as much of it as the functions and an operator use. */
export type SecretsManager = AwsService & {
  /** Makes the secret, or gives it a new value. */
  put(name: string, value: string, how?: Putting): void;
};

type Secret = {
  readonly name: string;
  readonly arn: string;
  /** Absent: under the key that AWS keeps for all secrets, which asks callers for no further right. */
  readonly keyArn: string | undefined;
  readonly versions: readonly Version[];
};

type Version = {
  readonly id: string;
  readonly value: string;
  readonly createdAt: number;
  readonly stages: readonly string[];
};

const ERRORS: Readonly<Record<AwsErrorCode, { readonly status: number; readonly type: string }>> = {
  AccessDenied: { status: 400, type: 'AccessDeniedException' },
  Throttled: { status: 400, type: 'ThrottlingException' },
  Unavailable: { status: 500, type: 'InternalServiceError' },
  UnknownOperation: { status: 400, type: 'UnknownOperationException' },
  Invalid: { status: 400, type: 'InvalidRequestException' },
};

const ById = z.object({
  SecretId: z.string().min(1),
  VersionId: z.string().optional(),
  VersionStage: z.string().optional(),
});
const Put = z.object({
  SecretId: z.string().min(1),
  SecretString: z.string(),
  VersionStages: z.tuple([z.enum(['AWSCURRENT', 'AWSPENDING'])]).optional(),
});
const Move = z.object({
  SecretId: z.string().min(1),
  VersionStage: z.literal('AWSCURRENT'),
  MoveToVersionId: z.string(),
  RemoveFromVersionId: z.string(),
});
const Create = z.object({
  Name: z.string().min(1),
  SecretString: z.string(),
  KmsKeyId: z.string().optional(),
});

export function createSecretsManager(place: Place, clock: LocalClock): SecretsManager {
  const secrets = new Secrets(place, clock);
  return {
    targetPrefix: 'secretsmanager',
    describe: (request) => describe(secrets, place, request),
    handle: async (request) =>
      OPERATIONS[request.operation]?.(secrets, request.body) ??
      toError(
        'UnknownOperationException',
        `The local Secrets Manager does not know ${request.operation}. It knows ${Object.keys(OPERATIONS).join(', ')}.`,
      ),
    toError: (code, message) => toError(ERRORS[code].type, message, ERRORS[code].status),
    put: (name, value, how) => secrets.put(name, value, how),
  };
}

/** The secrets of the account. */
class Secrets {
  readonly #place: Place;
  readonly #clock: LocalClock;
  readonly #byName = new Map<string, Secret>();

  constructor(place: Place, clock: LocalClock) {
    this.#place = place;
    this.#clock = clock;
  }

  has(name: string): boolean {
    return this.#byName.has(name);
  }

  /** By name, by ARN, or by ARN without its last six characters. */
  find(id: string): Secret | undefined {
    return (
      this.#byName.get(id) ??
      [...this.#byName.values()].find(({ arn }) => arn === id || arn.slice(0, -'-abcdef'.length) === id)
    );
  }

  put(name: string, value: string, { stage = 'AWSCURRENT', keyArn }: Putting = {}): Secret {
    const before = this.#byName.get(name);
    const version = { id: randomUUID(), value, createdAt: this.#clock.now() / 1000, stages: [] };
    return this.save({
      name,
      arn: before?.arn ?? toArn(this.#place, 'secretsmanager', `secret:${name}-${toSuffix()}`),
      keyArn: keyArn ?? before?.keyArn,
      versions: withStage([version, ...(before?.versions ?? [])], version.id, stage),
    });
  }

  save(secret: Secret): Secret {
    this.#byName.set(secret.name, secret);
    return secret;
  }
}

function describe(secrets: Secrets, place: Place, request: AwsRequest): ReturnType<AwsService['describe']> {
  const id = toSecretId(request);
  // AWS weighs a name that no secret has as an ARN without the six characters, which `name-??????` does not match.
  const { arn, keyArn } = secrets.find(id) ?? {};
  const resourceArn = arn ?? (id.startsWith('arn:') ? id : toArn(place, 'secretsmanager', `secret:${id}`));
  const isRead = request.operation === 'GetSecretValue' && keyArn !== undefined;
  return {
    keys: [id],
    rights: [
      { action: `secretsmanager:${request.operation}`, resourceArn, resourceLabel: id },
      ...(isRead ? [toDecryptRight(keyArn, 'secretsmanager', { SecretARN: resourceArn })] : []),
    ],
  };
}

const OPERATIONS: Readonly<Record<string, (secrets: Secrets, body: unknown) => AwsAnswer>> = {
  GetSecretValue: getSecretValue,
  CreateSecret: createSecret,
  PutSecretValue: putSecretValue,
  UpdateSecretVersionStage: updateSecretVersionStage,
};

function getSecretValue(secrets: Secrets, body: unknown): AwsAnswer {
  const { SecretId: id, VersionId: versionId, VersionStage: stage } = ById.parse(body);
  const secret = secrets.find(id);
  if (!secret) return noSuchSecret();
  const version = secret.versions.find(({ id: candidate, stages }) =>
    versionId ? candidate === versionId : stages.includes(stage ?? 'AWSCURRENT'),
  );
  if (!version)
    return toError(
      'ResourceNotFoundException',
      `Secrets Manager can't find the specified secret value for ${versionId ? `VersionId: ${versionId}` : `staging label: ${stage}`}`,
    );
  return toAnswer(200, {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: version.id,
    SecretString: version.value,
    VersionStages: version.stages,
    CreatedDate: version.createdAt,
  });
}

function createSecret(secrets: Secrets, body: unknown): AwsAnswer {
  const { Name: name, SecretString: value, KmsKeyId: keyArn } = Create.parse(body);
  if (!secrets.has(name)) return toChanged(secrets.put(name, value, { keyArn }));
  return toError(
    'ResourceExistsException',
    `The operation failed because the secret ${name} already exists.`,
  );
}

function putSecretValue(secrets: Secrets, body: unknown): AwsAnswer {
  const { SecretId: id, SecretString: value, VersionStages: [stage] = [] } = Put.parse(body);
  const secret = secrets.find(id);
  return secret ? toChanged(secrets.put(secret.name, value, { stage })) : noSuchSecret();
}

function updateSecretVersionStage(secrets: Secrets, body: unknown): AwsAnswer {
  const { SecretId: id, VersionStage: stage, ...move } = Move.parse(body);
  const secret = secrets.find(id);
  const from = secret?.versions.find(({ stages }) => stages.includes(stage));
  if (!secret?.versions.some((version) => version.id === move.MoveToVersionId)) return noSuchSecret();
  if (from?.id !== move.RemoveFromVersionId)
    return toError(
      'InvalidParameterException',
      `The staging label ${stage} is currently attached to version ${from?.id}, so you must explicitly reference that version in RemoveFromVersionId.`,
    );
  secrets.save({ ...secret, versions: withStage(secret.versions, move.MoveToVersionId, stage) });
  return toAnswer(200, { ARN: secret.arn, Name: secret.name });
}

function noSuchSecret(): AwsAnswer {
  return toError('ResourceNotFoundException', "Secrets Manager can't find the specified secret.");
}

/** A label is at one version. The version that loses AWSCURRENT becomes AWSPREVIOUS; one without a label is soon gone. */
function withStage(versions: readonly Version[], id: string, stage: string): readonly Version[] {
  const isCurrent = stage === 'AWSCURRENT';
  return versions
    .map((version) => {
      if (version.id === id) return { ...version, stages: [...new Set([...version.stages, stage])] };
      const others = version.stages.filter((one) => one !== stage && !(isCurrent && one === 'AWSPREVIOUS'));
      const loses = isCurrent && version.stages.includes('AWSCURRENT');
      return { ...version, stages: loses ? [...others, 'AWSPREVIOUS'] : others };
    })
    .filter(({ stages }) => stages.length > 0);
}

function toSecretId({ body }: AwsRequest): string {
  const { SecretId: id, Name: name } = z
    .object({ SecretId: z.string().optional(), Name: z.string().optional() })
    .parse(body);
  return id ?? name ?? '*';
}

function toChanged({ arn, name, versions }: Secret): AwsAnswer {
  return toAnswer(200, {
    ARN: arn,
    Name: name,
    VersionId: versions[0]?.id,
    VersionStages: versions[0]?.stages,
  });
}

function toError(type: string, message: string, status = 400): AwsAnswer {
  return toAnswer(status, { __type: type, Message: message, message });
}

function toAnswer(status: number, body: object): AwsAnswer {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': randomUUID() };
  return { status, headers, body: JSON.stringify(body) };
}

/** The six characters that Secrets Manager ends every ARN with. */
function toSuffix(): string {
  const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
  return Array.from({ length: 6 }, () => characters[randomInt(characters.length)]).join('');
}
