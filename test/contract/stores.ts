import { after, before, describe } from 'node:test';
import type { EngineName } from '../../local/engine/engine.ts';
import { createExclusiveSessionStore } from '../../shared/aws/exclusive-session-store.ts';
import { createSettingsStore } from '../../shared/aws/settings-store.ts';
import { createSharedSessionStore } from '../../shared/aws/shared-session-store.ts';
import { type Dynamo, findObstacle, SESSIONS, startDynamo } from './engines.ts';
import { testLedgerStore } from './ledger-store-contract.ts';
import { testSessionGarbage } from './session-garbage.ts';
import { type SessionStores, testExclusiveStore, testSettingsStore } from './session-store-contract.ts';
import { testSharedStore } from './shared-session-store-contract.ts';

/** The contracts of all stores, on one engine. */
export async function testStoresOn(name: EngineName): Promise<void> {
  const skip = (await findObstacle(name)) ?? false;
  describe(`on ${name}:`, { skip }, () => {
    let running: Dynamo | undefined;
    const dynamo = (): Dynamo => {
      if (!running) throw new Error('the engine is not running');
      return running;
    };
    const stores = (): SessionStores => {
      const parts = { client: dynamo().client, table: SESSIONS };
      return {
        exclusive: createExclusiveSessionStore(parts),
        shared: createSharedSessionStore(parts),
        settings: createSettingsStore(parts),
      };
    };
    before(async () => {
      running = await startDynamo(name);
    });
    after(() => running?.close());

    describe('the store of the ledger:', () => testLedgerStore(dynamo));
    describe('the store of exclusive sessions:', () => testExclusiveStore(stores));
    describe('the store of shared sessions:', () => testSharedStore(stores));
    describe('the settings of sessions:', () => testSettingsStore(stores));
    describe('the stores of sessions bear garbage:', () => testSessionGarbage(dynamo, stores));
  });
}
