/** Shows what is being done now: beside the tables, which go to the standard output. */
export function sayProgress(text: string): void {
  console.error(`  … ${text}`);
}
