/** Columns as wide as their widest cell, two blanks between them. */
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

/** A provider's words stand in some cells: nothing in them may steer the terminal. */
function toPlain(cell: string): string {
  return cell.replace(/\p{C}+/gu, ' ').trim();
}
