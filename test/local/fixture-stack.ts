import { rm } from 'node:fs/promises';
import { after } from 'node:test';
import { type LocalStack, type LocalStackOptions, startLocalStack } from '../../local/local-stack.ts';
import { type FixtureAssembly, writeAssembly } from './fixture-assembly.ts';

/** A local stack over a fixture assembly, on dynalite; ends with the test file. */
export async function startFixtureStack(
  fixture: FixtureAssembly,
  options: LocalStackOptions = {},
): Promise<LocalStack> {
  const assembly = await writeAssembly(fixture);
  const stack = await startLocalStack({ engine: 'dynalite', assembly, ...options });
  after(async () => {
    await stack.close();
    await rm(assembly, { recursive: true, force: true });
  });
  return stack;
}
