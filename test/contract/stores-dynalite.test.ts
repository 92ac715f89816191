import { testStoresOn } from './stores.ts';

await testStoresOn('dynalite');
