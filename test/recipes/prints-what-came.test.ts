import { isCompiled } from './languages.ts';
import { testPrints } from './prints-what-came.ts';

testPrints((recipe) => !isCompiled(recipe), ['validation_failed', 'forbidden', 'amount_exceeds_available']);
