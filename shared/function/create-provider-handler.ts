import { createDynamoClient } from '../aws/dynamo-client.ts';
import { createDynamoStores } from '../aws/dynamo-stores.ts';
import { createSecretReader, createSecretsClient } from '../aws/secret-reader.ts';
import { toObservedExchange } from '../observability/observed-exchange.ts';
import {
  toObservedExclusiveStore,
  toObservedLedgerStore,
  toObservedSharedStore,
} from '../observability/observed-stores.ts';
import type { Observer } from '../observability/observer.ts';
import { parsePayment } from '../operation/payment.ts';
import type { BaseCredentials, Connector } from '../provider/connector.ts';
import { exchange } from '../provider/exchange.ts';
import { createCommands } from './create-commands.ts';
import { createFunctionObserver } from './create-function-observer.ts';
import { createHandler } from './create-handler.ts';
import { createProviderAnswers, type ProviderStores } from './create-provider-answers.ts';
import { readEventSources, readProviderEnv } from './env.ts';
import { systemClock as clock, newNonce as newId, sleep } from './process.ts';

/** A provider's function in the real world. Runs at cold start. */
export function createProviderHandler<C extends BaseCredentials>(connector: Connector<C>) {
  const { id: provider, credentials: schema } = connector;
  const env = readProviderEnv(provider);
  const observer = createFunctionObserver(provider);
  const { log, timed, count } = observer;
  const tables = { ledger: env.ledgerTable, sessions: env.sessionsTable, parse: parsePayment };
  const secrets = createSecretReader({ client: createSecretsClient(), provider, schema, clock, log });
  const { intake, ...answers } = createProviderAnswers(
    connector,
    {
      ...{ clock, random: Math.random, newId, sleep, log, count },
      stores: toObserved(createDynamoStores(createDynamoClient(), tables), observer),
      secrets: { read: (...asked) => timed('secret', () => secrets.read(...asked)) },
      exchange: toObservedExchange(exchange, { observer, provider, clock }),
    },
    env,
  );
  const sources = readEventSources();
  return createHandler({ answers: { ...answers, bus: createCommands(intake) }, observer, sources });
}

/** The same stores, of which the observer hears how long each takes. */
function toObserved(stores: ProviderStores, observer: Observer): ProviderStores {
  return {
    ...stores,
    ledger: toObservedLedgerStore(stores.ledger, observer),
    exclusive: toObservedExclusiveStore(stores.exclusive, observer),
    shared: toObservedSharedStore(stores.shared, observer),
  };
}
