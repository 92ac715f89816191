import { testProviderContract } from './provider-contract.ts';
import { mercadopagoRow } from './rows/mercadopago.ts';

testProviderContract(mercadopagoRow);
