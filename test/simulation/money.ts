/** What really happened to the money, as only the provider knows it. */
export type Money = ReturnType<typeof createMoney>;

type Effect = { count: number; amount: number };

export function createMoney() {
  const effects = new Map<string, Effect>();
  const outside = new Map<string, number>();
  const disturbed = new Set<string>();
  return {
    /** Somebody else is at work on a payment, whatever comes of it. */
    disturb: (paymentId: string) => void disturbed.add(paymentId),
    isDisturbed: (paymentId: string) => disturbed.has(paymentId),
    /** An operation took effect, once more. */
    apply(operation: string, amount: number): void {
      const { count, amount: before } = effectOf(operation);
      effects.set(operation, { count: count + 1, amount: before + amount });
    },
    /** Somebody else gave money of a payment back, past this API. */
    applyOutside(paymentId: string, amount: number): void {
      outside.set(paymentId, outsideOf(paymentId) + amount);
    },
    effectOf,
    outsideOf,
    all: () => effects,
  };

  function effectOf(operation: string): Effect {
    return effects.get(operation) ?? { count: 0, amount: 0 };
  }

  function outsideOf(paymentId: string): number {
    return outside.get(paymentId) ?? 0;
  }
}
