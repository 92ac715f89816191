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
import { createInquiries } from './create-commands.ts';
import { readStage } from './env.ts';
import { systemClock as clock, newNonce as newId, sleep } from './process.ts';
import type { ProviderPorts, ProviderStores } from './provider-deps.ts';

/** The names of the tables of a deployment. */
export type TableNames = { readonly ledgerTable: string; readonly sessionsTable: string };

/** The real world of a provider's code, of which the observer hears how long each part takes. */
export function createProviderPorts<C extends BaseCredentials>(
  { id: provider, credentials: schema }: Connector<C>,
  { ledgerTable: ledger, sessionsTable: sessions }: TableNames,
  observer: Observer,
): ProviderPorts<C> {
  const { log, timed, count } = observer;
  const secrets = createSecretReader({
    client: createSecretsClient(),
    ...{ provider, schema, clock, log },
    stage: readStage(),
  });
  const tables = { ledger, sessions, parse: parsePayment };
  return {
    ...{ clock, random: Math.random, newId, sleep, log, count },
    stores: toObserved(createDynamoStores(createDynamoClient(), tables), observer),
    secrets: { read: (...asked) => timed('secret', () => secrets.read(...asked)) },
    exchange: toObservedExchange(exchange, { observer, provider, clock }),
    inquiries: createInquiries(),
  };
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
