import { validationFailed } from '../input/parse-input.ts';

/** Refuses a command that belongs to no provider. @throws EstornoError validation_failed always */
export function refuseUnroutedCommand(providers: readonly string[]): never {
  const detail = `must be one of ${providers.join(', ')}, and the source of the event estorno.merchant.<merchantId>`;
  throw validationFailed([{ pointer: '/provider', detail }]);
}
