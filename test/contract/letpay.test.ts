import { testProviderContract } from './provider-contract.ts';
import { letpayRow } from './rows/letpay.ts';

testProviderContract(letpayRow);
