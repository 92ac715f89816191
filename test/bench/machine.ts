import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { Engine } from '../../local/engine/engine.ts';
import { PROJECT_ROOT } from '../../local/synthesize.ts';

/** More waiting work than this, per core, before the bench begins, is somebody else's. */
const IDLE_LOAD = 0.3;

const PACKAGES = [
  '@aws-sdk/client-dynamodb',
  '@aws-lambda-powertools/idempotency',
  '@middy/core',
  'aws-lambda-ric',
  'esbuild',
];

/** What else the machine does. To be read before anything of the bench runs. */
export function readLoad(): number {
  const [load = 0] = loadavg();
  return load;
}

/** What the figures were taken on. */
export function readMachine(engine: Engine, load: number) {
  const cores = availableParallelism();
  return {
    at: new Date().toISOString(),
    cores,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
    engine: engine.name,
    load,
    isBusy: load > IDLE_LOAD * cores,
    packages: Object.fromEntries(PACKAGES.map((name) => [name, versionOf(name)])),
  };
}

export type Machine = ReturnType<typeof readMachine>;

/** A sentence where figures cannot be trusted, else undefined. */
export function toWarning({ isBusy, load, cores }: Machine): string | undefined {
  if (!isBusy) return undefined;
  return `WARNING: the machine is busy (load ${load.toFixed(2)} on ${cores} cores). Times are noise; run it again when it is idle.`;
}

function versionOf(name: string): string {
  const file = join(PROJECT_ROOT, 'node_modules', name, 'package.json');
  return z.object({ version: z.string() }).parse(JSON.parse(readFileSync(file, 'utf8'))).version;
}
