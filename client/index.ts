export type * from './api-types.ts';
export {
  type CallOptions,
  type ClientOptions,
  type CommandOptions,
  createEstornoClient,
  type EstornoClient,
  type PaymentRef,
  type Provider,
} from './create-client.ts';
export { EstornoProblemError, EstornoRefusedError, EstornoUnansweredError } from './errors.ts';
export type { Authorize, OutgoingRequest } from './requester.ts';
export { isFinal, type WaitOptions } from './wait-until-final.ts';
export { withToken } from './with-token.ts';
