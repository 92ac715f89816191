import { validationFailed } from '../input/parse-input.ts';

/** Reads the commands that belong to no provider. @throws EstornoError validation_failed always */
export function createRefuseUnrouted({ providers }: { providers: readonly string[] }) {
  const detail = `must be one of ${providers.join(', ')}, and the source of the event estorno.merchant.<merchantId>`;
  return (): never => {
    throw validationFailed([{ pointer: '/provider', detail }]);
  };
}
