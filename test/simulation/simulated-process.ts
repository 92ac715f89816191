import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { createDynamoStores } from '../../shared/aws/dynamo-stores.ts';
import { createSecretReader } from '../../shared/aws/secret-reader.ts';
import { type AnswerCommand, createOperatorAnswers } from '../../shared/function/create-operator-answers.ts';
import {
  createProviderAnswers,
  type ProviderAnswers,
} from '../../shared/function/create-provider-answers.ts';
import { parsePayment } from '../../shared/operation/payment.ts';
import type { Exchange } from '../../shared/ports/exchange.ts';
import type { InquiryQueue } from '../../shared/ports/inquiry-queue.ts';
import type { Log } from '../../shared/ports/log.ts';
import type { BaseCredentials, Connector } from '../../shared/provider/connector.ts';

/** Everything that a process touches of the world. */
export type Ports = {
  readonly client: DynamoDBClient;
  /** The `send` of a Secrets Manager client. */
  readonly readSecret: (command: unknown) => Promise<object>;
  readonly exchange: Exchange;
  readonly clock: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  readonly log: Log;
  /** Takes a message that invokes the function again, later. */
  readonly inquiries: InquiryQueue;
};

/** What one process can be asked to do. */
export type Handlers = Pick<ProviderAnswers, 'http' | 'sweep' | 'task' | 'intake'> & {
  readonly operator: AnswerCommand;
};

/** A provider's function on simulated ports. */
export function createHandlers<C extends BaseCredentials>(connector: Connector<C>, ports: Ports): Handlers {
  const { client, readSecret, ...world } = ports;
  const { clock, log } = world;
  const secretsClient: SecretsManagerClient = Object.assign(Object.create(SecretsManagerClient.prototype), {
    send: readSecret,
  });
  const { id: provider, credentials: schema } = connector;
  const secrets = createSecretReader({ client: secretsClient, provider, schema, clock, log });
  const stores = createDynamoStores(client, { ledger: 'ledger', sessions: 'sessions', parse: parsePayment });
  const settings = { notifyFrom: [NOTIFIER] };
  const all = { ...world, stores, secrets, count: () => {} };
  const operator = createOperatorAnswers(connector, all, {});
  return { ...createProviderAnswers(connector, all, settings), operator };
}

/** From where the provider's callbacks come. */
export const NOTIFIER = '127.0.0.1';
