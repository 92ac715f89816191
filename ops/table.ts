/** Columns as wide as their widest cell, with two spaces between them. */
export function toTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((cells) => cells.map(toPlain));
  const widths = head.map((_, column) => Math.max(...lines.map((cells) => cells[column]?.length ?? 0)));
  return lines
    .map((cells) =>
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** Some cells hold text of a provider: no control character of it may reach the terminal. */
function toPlain(cell: string): string {
  return cell.replace(/\p{C}+/gu, ' ').trim();
}
