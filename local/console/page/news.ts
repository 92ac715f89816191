import type { ConsoleState } from '../state/console-state.ts';
import { toShortId } from './formats.ts';
import type { Texts } from './texts-en.ts';

/** What a screen reader is told when the state of operations has changed. Undefined where none has. */
export function toNews(
  before: ConsoleState | undefined,
  after: ConsoleState,
  texts: Texts,
): string | undefined {
  if (!before) return undefined;
  const known = new Map(
    before.payments.flatMap(({ operations }) => operations.map(({ id, state }) => [id, state])),
  );
  const told = after.payments.flatMap(({ paymentId, operations }) =>
    operations
      .filter(({ id, state }) => known.get(id) !== state)
      .map(({ state }) => texts.told(toShortId(paymentId), state)),
  );
  return told.length > 0 ? told.join('. ') : undefined;
}
