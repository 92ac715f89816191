import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const RECIPES = join(import.meta.dirname, '..', '..', 'docs', 'recipes');

/** The text of a page in docs/recipes. @param name without `.md` */
export function readPage(name: string): string {
  return readFileSync(join(RECIPES, `${name}.md`), 'utf8');
}

/** The code block of a page with this file name, unchanged. @throws Error if there is none */
export function readCodeBlock(page: string, file: string): string {
  const blocks = readPage(page).matchAll(/^```\w+ (?<name>\S+)\n(?<code>[\s\S]*?)^```$/gm);
  const block = [...blocks].find(({ groups }) => groups?.name === file);
  if (block?.groups?.code) return block.groups.code;
  throw new Error(`docs/recipes/${page}.md has no code block headed by ${file}.`);
}
