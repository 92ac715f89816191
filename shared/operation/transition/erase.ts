import type { FinalOperation } from '../operation.ts';
import type { Recording } from '../operation-records.ts';
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
  const { recording } = operation;
  const erased = {
    ...operation,
    request,
    details: undefined,
    ...(recording && audit && { recording: withoutPerson(recording) }),
    erasedAt: now,
  };
  return { operation: erased, events: [] };
}

function withoutPerson(recording: Recording): Recording {
  return { ...recording, evidence: ERASED, by: ERASED };
}
