import type { ConsoleState } from '../state/console-state.ts';
import { toShortId } from './formats.ts';
import type { Texts } from './texts-en.ts';

/** What a screen reader says when the state of operations has changed. Undefined where none has. */
export function toAnnouncement(
  before: ConsoleState | undefined,
  after: ConsoleState,
  texts: Texts,
): string | undefined {
  if (!before) return undefined;
  const known = new Map(
    before.payments.flatMap(({ operations }) => operations.map(({ id, state }) => [id, state])),
  );
  const changed = after.payments.flatMap(({ paymentId, operations }) =>
    operations
      .filter(({ id, state }) => known.get(id) !== state)
      .map(({ state }) => texts.announced(toShortId(paymentId), texts.states[state] ?? state)),
  );
  return changed.length > 0 ? changed.join('. ') : undefined;
}
