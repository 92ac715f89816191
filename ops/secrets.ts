import {
  CreateSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  ResourceNotFoundException,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { toOpsError } from './to-ops-error.ts';

/** A secret as it is now. */
export type StoredSecret = {
  readonly text: string;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
};

/** The secrets of merchants, with the permissions of the person who asks. */
export type Secrets = {
  /** The present value, or the pending one beside it. Undefined where there is none. */
  read(name: string, stage?: 'AWSCURRENT' | 'AWSPENDING'): Promise<StoredSecret | undefined>;
  create(name: string, text: string): Promise<void>;
  /** Stores a value beside the present one, to be tested. @returns its version */
  putPending(name: string, text: string): Promise<string>;
  /** Makes a pending version the present one, which stays as the previous one. */
  promote(name: string, version: string, present: string): Promise<void>;
};

/** @param kmsKeyId of new secrets; absent: the account's own key for secrets */
export function createSecrets(client: SecretsManagerClient, kmsKeyId: string | undefined): Secrets {
  const about = (name: string) => (error: unknown) => {
    throw toOpsError(error, `the secret ${name}`);
  };

  return {
    async read(name, stage = 'AWSCURRENT') {
      try {
        const got = await client.send(new GetSecretValueCommand({ SecretId: name, VersionStage: stage }));
        const { SecretString: text = '', VersionId: version = '', CreatedDate } = got;
        return { text, version, createdAt: CreatedDate?.getTime() ?? 0 };
      } catch (error) {
        if (error instanceof ResourceNotFoundException) return undefined;
        return about(name)(error);
      }
    },

    async create(name, text) {
      const key = kmsKeyId === undefined ? {} : { KmsKeyId: kmsKeyId };
      await client
        .send(new CreateSecretCommand({ Name: name, SecretString: text, ...key }))
        .catch(about(name));
    },

    async putPending(name, text) {
      const put = new PutSecretValueCommand({
        ...{ SecretId: name, SecretString: text },
        VersionStages: ['AWSPENDING'],
      });
      const { VersionId = '' } = (await client.send(put).catch(about(name))) ?? {};
      return VersionId;
    },

    async promote(name, version, present) {
      const move = new UpdateSecretVersionStageCommand({
        ...{ SecretId: name, VersionStage: 'AWSCURRENT' },
        ...{ MoveToVersionId: version, RemoveFromVersionId: present },
      });
      await client.send(move).catch(about(name));
    },
  };
}
