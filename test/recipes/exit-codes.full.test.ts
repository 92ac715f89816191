import { testExitCodes } from './exit-codes.ts';
import { isCompiled } from './languages.ts';

testExitCodes(isCompiled);
