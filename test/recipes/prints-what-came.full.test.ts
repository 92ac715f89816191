import { testPrints } from './prints-what-came.ts';

testPrints(() => true);
