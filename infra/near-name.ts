/**
 * The name that another was probably meant to be: the same but for capitals and marks between words, or for mistakes in at
 * most a third of its letters. Undefined where none comes that near.
 */
export function findNearName(given: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((name) => ({ name, share: countEdits(toLetters(given), toLetters(name)) / toLetters(name).length }))
    .toSorted((one, other) => one.share - other.share);
  return nearest && nearest.share <= 1 / 3 ? nearest.name : undefined;
}

function toLetters(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}

/** Letters to add, leave out or change to make one of the other (Levenshtein's distance). */
function countEdits(from: string, to: string): number {
  let before = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [row, letter] of [...from].entries()) {
    const edits = [row + 1];
    for (const [column, other] of [...to].entries())
      edits.push(
        Math.min(
          (edits[column] ?? 0) + 1,
          (before[column + 1] ?? 0) + 1,
          (before[column] ?? 0) + (letter === other ? 0 : 1),
        ),
      );
    before = edits;
  }
  return before[to.length] ?? 0;
}
