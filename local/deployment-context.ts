import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { LIMIT_NAMES } from '../infra/limits.ts';
import { UsageError } from '../tools/script.ts';
import { PROJECT_ROOT } from './synthesize.ts';

const cdkSchema = z.object({ context: z.record(z.string(), z.unknown()).default({}) });

/**
 * The context values with which this machine's stack is synthesized: the limits in cdk.json, so that they are those of the
 * deployed stack, and those that were given (`name=value`) over them. Who calls, and from where, differs on one machine.
 * @throws UsageError for what is no context value
 */
export function readDeploymentContext(
  given: readonly string[],
  file = join(PROJECT_ROOT, 'cdk.json'),
): Readonly<Record<string, unknown>> {
  const { context } = cdkSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  const limits = Object.entries(context).filter(([name]) => LIMIT_NAMES.includes(name));
  return Object.fromEntries([...limits, ...given.map(readPair)]);
}

function readPair(pair: string): readonly [name: string, value: string] {
  const at = pair.indexOf('=');
  if (at > 0) return [pair.slice(0, at), pair.slice(at + 1)];
  throw new UsageError(`-c requires name=value, and got "${pair}".`);
}
