import { testProviderContract } from './provider-contract.ts';
import { pixRow } from './rows/pix.ts';

testProviderContract(pixRow);
