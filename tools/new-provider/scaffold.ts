import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ListEdit, toListEdits, withEntry } from './lists.ts';
import { NewProviderError } from './new-provider-error.ts';
import type { ProviderName } from './provider-name.ts';

const TEMPLATE = join(import.meta.dirname, 'template');

/** The created files, by paths from the root of the project, and the extended lists. */
export type Scaffolded = { readonly created: readonly string[]; readonly lists: readonly ListEdit[] };

/** Writes a provider's files and its entries in the lists, or nothing. @throws NewProviderError */
export function scaffold(root: string, name: ProviderName, today: string): Scaffolded {
  const files = toFiles(name, today);
  const present = [...files.keys()].filter((file) => existsSync(join(root, file)));
  if (present.length > 0)
    throw new NewProviderError(`These files exist already, and nothing was changed: ${present.join(', ')}.`);
  const lists = toListEdits(name);
  const edited = lists.map((edit) => [edit.file, withEntry(readText(root, edit.file), edit)] as const);

  for (const [file, text] of [...files, ...edited]) writeText(root, file, text);
  return { created: [...files.keys()], lists };
}

/** Every file of the template, by its target. */
function toFiles(name: ProviderName, today: string): ReadonlyMap<string, string> {
  const fill = (text: string) =>
    text
      .replaceAll('__id__', name.id)
      .replaceAll('__Id__', name.type)
      .replaceAll('__Name__', name.name)
      .replaceAll('__today__', today);
  const folders = [
    ['functions', `functions/${name.id}`],
    ['simulator', `local/simulators/${name.id}`],
  ] as const;
  const whole = folders.flatMap(([folder, target]) =>
    listTemplate(folder).map((file) => [`${folder}/${file}`, `${target}/${file}`] as const),
  );
  const [row, run, fixtures] = [
    ['contract-row.ts', `test/contract/rows/${name.id}.ts`],
    ['contract.test.ts', `test/contract/${name.id}.test.ts`],
    ['fixtures.md', `test/fixtures/${name.id}/README.md`],
  ] as const;
  return new Map([
    ...whole.map(([file, target]) => [target, fill(readText(TEMPLATE, `${file}.txt`))] as const),
    ...[row, run, fixtures].map(
      ([file, target]) => [target, fill(readText(TEMPLATE, `test/${file}.txt`))] as const,
    ),
  ]);
}

function listTemplate(folder: string): readonly string[] {
  return readdirSync(join(TEMPLATE, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.txt'))
    .map((file) => file.replace(/\.txt$/, '').replaceAll('\\', '/'))
    .toSorted();
}

function readText(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8');
}

function writeText(root: string, file: string, text: string): void {
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), text);
}
