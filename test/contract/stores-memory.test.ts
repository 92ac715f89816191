import { describe } from 'node:test';
import { createMemorySessionStores } from './memory-session-stores.ts';
import { testExclusiveStore, testSettingsStore } from './session-store-contract.ts';
import { testSharedStore } from './shared-session-store-contract.ts';

const stores = createMemorySessionStores();

describe('in memory, for other tests, the store of exclusive sessions:', () =>
  testExclusiveStore(() => stores));
describe('in memory, for other tests, the store of shared sessions:', () => testSharedStore(() => stores));

describe('in memory, for other tests, the settings:', () => testSettingsStore(() => stores));
