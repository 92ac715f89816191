import { join } from 'node:path';
import type { ProviderName } from './provider-name.ts';
import { type Scaffolded, scaffold } from './scaffold.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Adds a provider to this project, and prints the next steps. @throws NewProviderError */
export function addProvider(name: ProviderName): void {
  const today = new Date().toISOString().slice(0, 10);
  console.log(toReport(name.id, scaffold(ROOT, name, today)));
}

function toReport(id: string, { created, lists }: Scaffolded): string {
  return `Created:
${created.map((file) => `  ${file}`).join('\n')}
Added to:
${lists.map(({ file, list }) => `  ${file} (${list})`).join('\n')}

Run its contract suite, which names what to write next:
  npm run format && node tools/launch.mjs --test test/contract/${id}.test.ts
When it passes: npm run docs:providers && npm run docs:openapi && npm test
docs/adding-a-provider.md describes each step.`;
}
