/** What really happened to the money, as only the provider knows it. */
export type Money = ReturnType<typeof createMoney>;

type Effect = { count: number; amount: number };

export function createMoney() {
  const effects = new Map<string, Effect>();
  let outside = 0;
  return {
    /** An operation took effect, once more. */
    apply(operation: string, amount: number): void {
      const { count, amount: before } = effectOf(operation);
      effects.set(operation, { count: count + 1, amount: before + amount });
    },
    /** Somebody else gave money back, past this API. */
    applyOutside(amount: number): void {
      outside += amount;
    },
    effectOf,
    outside: () => outside,
    all: () => effects,
  };

  function effectOf(operation: string): Effect {
    return effects.get(operation) ?? { count: 0, amount: 0 };
  }
}
