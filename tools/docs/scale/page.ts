import { join } from 'node:path';
import { toScaleTables } from './tables.ts';

export const SCALE_PAGE = join('docs', 'scale.md');

/** The page with the tables of the model, each between `<!-- name -->` and `<!-- /name -->`. */
export function withTables(page: string): string {
  return Object.entries(toScaleTables()).reduce((text, [name, table]) => {
    const between = new RegExp(`(<!-- ${name} -->)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!between.test(text)) throw new Error(`${SCALE_PAGE} has no place for the table "${name}"`);
    return text.replace(between, (_, start: string, end: string) => `${start}\n${table}\n${end}`);
  }, page);
}
