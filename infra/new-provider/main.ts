import { join } from 'node:path';
import process from 'node:process';
import { NewProviderError } from './new-provider-error.ts';
import { HELP, readProviderName } from './provider-name.ts';
import { type Scaffolded, scaffold } from './scaffold.ts';

const ROOT = join(import.meta.dirname, '..', '..');

try {
  const name = readProviderName(process.argv.slice(2));
  const today = new Date().toISOString().slice(0, 10);
  console.log(name ? toReport(name.id, scaffold(ROOT, name, today)) : HELP);
} catch (error) {
  if (!(error instanceof NewProviderError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}

function toReport(id: string, { made, lists }: Scaffolded): string {
  return `Made:
${made.map((file) => `  ${file}`).join('\n')}
Added to:
${lists.map(({ file, list }) => `  ${file} (${list})`).join('\n')}

Run its conformance kit, which says what to write next:
  npm run format && node infra/launch.mjs --test test/contract/${id}.test.ts
When it passes: npm run docs:providers && npm run docs:openapi && npm test
The way there is in docs/adding-a-provider.md.`;
}
