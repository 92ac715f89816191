import type { Operation } from './operation.ts';
import { isSameRequester } from './requester.ts';
import { type TrailEntry, withEntry } from './trail.ts';

/** The operation with one more step in its trail. Who asked is named where it is another than who asked for the operation. */
export function withTrail(operation: Operation, entry: Omit<TrailEntry, 'state'> | undefined): Operation {
  if (!entry) return operation;
  const { requester, ...rest } = entry;
  const isOther = requester && !isSameRequester(requester, operation.requester);
  const by = isOther ? { requester } : {};
  const trail = withEntry(operation.trail ?? [], { ...rest, ...by, state: operation.state });
  return { ...operation, trail };
}
