import type { FinalOperation } from '../operation.ts';
import type { Requester } from '../requester.ts';
import type { Step } from './enter.ts';
import type { Inputs, TransitionContext } from './table.ts';

/** In place of what a person recorded, and of who it was. */
const ERASED = '[erased]';

/**
 * Takes out what people wrote: the caller's reason and reference, and the provider's own fields of the command. Everything
 * that decides or proves stays: ids, amounts, states, times, attempts, and the hashes by which a repeat is known.
 */
export function erase<O extends FinalOperation>(
  operation: O,
  { audit }: Inputs['erase'],
  { now }: TransitionContext,
): { readonly operation: O; readonly events: Step['events'] } {
  const { reason: _reason, reference: _reference, ...request } = operation.request;
  const erased = {
    ...operation,
    request,
    details: undefined,
    ...(audit && withoutPersons(operation)),
    erasedAt: now,
  };
  return { operation: erased, events: [] };
}

/** Who recorded, who asked for the operation, and who for each step: the step that erases is added after this. */
function withoutPersons({ recording, requester, trail }: FinalOperation): Partial<FinalOperation> {
  return {
    ...(recording && { recording: { ...recording, evidence: ERASED, by: ERASED } }),
    ...(requester && { requester: withoutPrincipal(requester) }),
    ...(trail && {
      trail: trail.map((entry) => ({
        ...entry,
        ...(entry.requester && { requester: withoutPrincipal(entry.requester) }),
      })),
    }),
  };
}

function withoutPrincipal(requester: Requester): Requester {
  return requester.principal === undefined ? requester : { ...requester, principal: ERASED };
}
