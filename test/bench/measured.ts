/** One table of what was measured, ready to print. */
export type Table = {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
};

/** A promise, and whether this run kept it. */
export type Budget = { readonly promise: string; readonly seen: string; readonly isMet: boolean };

/** What one measurement gives. `data` is all of it as numbers, for the JSON file. */
export type Measured = {
  readonly tables: readonly Table[];
  readonly budgets: readonly Budget[];
  readonly data: unknown;
};

/** How much a run measures. */
export type Effort = 'quick' | 'normal' | 'long';

/** Picks by effort: `byEffort(effort, { quick: 3, normal: 15, long: 30 })`. */
export function byEffort<T>(effort: Effort, choices: Readonly<Record<Effort, T>>): T {
  return choices[effort];
}
