/** A rule of the protocol that does not hold. `name` begins with the rule: L1 to L11, T1 to T7. */
export type Violation = { readonly name: string; readonly detail: string };

/** Keeps what was found until somebody looks: the code under test may swallow what is thrown at it. */
export function createFindings() {
  const found: Violation[] = [];
  return {
    found,
    /** Notes a violation unless the rule holds. */
    holds(is: boolean, name: string, detail: () => string): void {
      if (!is) found.push({ name, detail: detail() });
    },
  };
}

export type Findings = ReturnType<typeof createFindings>;
