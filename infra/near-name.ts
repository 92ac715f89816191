import leven from 'leven';

/**
 * The name that was probably intended: equal except for capitals and separators, or with mistakes in at most a third of its
 * letters. Undefined if no name is that similar.
 */
export function findNearName(given: string, names: readonly string[]): string | undefined {
  const [nearest] = names
    .map((name) => ({ name, share: leven(toLetters(given), toLetters(name)) / toLetters(name).length }))
    .toSorted((one, other) => one.share - other.share);
  return nearest && nearest.share <= 1 / 3 ? nearest.name : undefined;
}

function toLetters(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
}
