/** One wrong word, or a few, in one file. `find` occurs exactly once in it. */
export type Edit = { readonly file: string; readonly find: string; readonly replace: string };

/** The protocol with one rule left out. The simulation must find it out. */
export type Mutant = { readonly name: string; readonly edits: readonly Edit[] };

export function toMutant(
  name: string,
  ...edits: readonly (readonly [file: string, find: string, replace: string])[]
): Mutant {
  return { name, edits: edits.map(([file, find, replace]) => ({ file, find, replace })) };
}
