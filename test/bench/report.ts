import type { Machine } from './machine.ts';
import type { Budget, Table } from './measured.ts';

/** A table in Markdown, its columns aligned. */
export function showTable({ title, columns, rows }: Table): string {
  const widths = columns.map((column, at) =>
    Math.max(...[column, ...rows.map((row) => row[at] ?? '')].map(({ length }) => length)),
  );
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(' | ')} |`;
  const rule = `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`;
  return [`\n### ${title}\n`, line(columns), rule, ...rows.map(line)].join('\n');
}

export function showBudgets(budgets: readonly Budget[]): string {
  const rows = budgets.map(({ promise, seen, isMet }) => [isMet ? 'met' : 'NOT MET', promise, seen]);
  return showTable({ title: 'Budgets', columns: ['', 'promise', 'seen'], rows });
}

export function showMachine(machine: Machine): string {
  const { at, cores, cpu, memoryGb, platform, node, engine, load, packages } = machine;
  const versions = Object.entries(packages).map(([name, version]) => `${name} ${version}`);
  return [
    `${at}: ${cores} cores (${cpu}), ${memoryGb} GB, ${platform}, Node ${node}, ${engine}, load ${load.toFixed(2)}`,
    versions.join(', '),
  ].join('\n');
}
