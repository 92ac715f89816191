import { execSync } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

/** What the line needs of this repository; packages are linked. */
const NEEDED = ['package.json', '.npmrc', 'tsconfig.json', 'client'];

/** The line by which docs/recipes/node.md makes the package, word by word. @throws Error where there is none */
export function readPackingLine(): string {
  const page = readFileSync('docs/recipes/node.md', 'utf8');
  const [, line] = /^(npm .*?)\s+# in this repository/m.exec(page) ?? [];
  if (line === undefined) throw new Error('docs/recipes/node.md has no line that packs the client.');
  return line;
}

/** Runs that line in a copy of the repository, with nothing built yet. @returns the package */
export function packClient(folder: string): string {
  for (const name of NEEDED)
    cpSync(name, join(folder, name), { recursive: true, filter: (source) => basename(source) !== 'dist' });
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  const output = execSync(readPackingLine(), { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  return join(folder, output.trim().split('\n').at(-1) ?? '');
}
