import { testStoresOn } from './stores.ts';

await testStoresOn('dynamodb-local');
