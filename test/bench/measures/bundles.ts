import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { PROJECT_ROOT } from '../../../local/synthesize.ts';
import type { WorldOfBench } from '../bench-world.ts';
import { toBuildOptions } from '../bundle-contenders.ts';
import type { Measured } from '../measured.ts';

/** Bytes that a minified bundle may have. */
const BUDGET_BYTES = 510_000;

/** How large the bundles are, and that ours and the others' are made in the same way. */
export async function measureBundles({ contenders }: WorldOfBench): Promise<Measured> {
  const { ours, usual, floor, clients } = contenders;
  const ourFunctions = contenders.all.map(({ logicalId, folder }) => ({
    name: `ours: ${logicalId.replace(/Function.*/, '')}`,
    folder,
  }));
  const others = [usual, floor, clients].map(({ name, fn: { folder } }) => ({ name, folder }));
  const sizes = [...ourFunctions, ...others].map(({ name, folder }) => ({ name, ...sizeOf(folder) }));
  const isSame = await isBuiltAlike(ours.fn.folder);
  const largest = sizes.filter(({ name }) => name.startsWith('ours')).toSorted((a, b) => b.raw - a.raw)[0];
  const letpay = sizeOf(ours.fn.folder);
  const team = sizeOf(usual.fn.folder);
  return {
    tables: [
      {
        title: `Bundles (bytes)${isSame ? '' : ' — NOT built with the same settings: see test/bench/bundle-contenders.ts'}`,
        columns: ['bundle', 'raw', 'gzip'],
        rows: sizes.map(({ name, raw, gzip }) => [name, raw.toLocaleString('en'), gzip.toLocaleString('en')]),
      },
    ],
    budgets: [
      {
        promise: 'each bundle of ours has at most 510,000 bytes',
        seen: `${largest?.name}: ${largest?.raw.toLocaleString('en')}`,
        isMet: (largest?.raw ?? 0) <= BUDGET_BYTES,
      },
      {
        promise: 'the bundle of a provider is smaller than usual',
        seen: `${letpay.raw.toLocaleString('en')} against ${team.raw.toLocaleString('en')}`,
        isMet: letpay.raw < team.raw,
      },
    ],
    data: { sizes, isBuiltAlike: isSame },
  };
}

function sizeOf(folder: string) {
  const content = readFileSync(join(folder, 'index.mjs'));
  return { raw: content.length, gzip: gzipSync(content).length };
}

/** Whether our own function, bundled as the contenders are, is the bundle that deploys. */
async function isBuiltAlike(deployed: string): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'estorno-bench-'));
  try {
    await build(toBuildOptions(join(PROJECT_ROOT, 'functions', 'letpay', 'handler.ts'), folder));
    return hashOf(folder) === hashOf(deployed);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function hashOf(folder: string): string {
  return createHash('sha256')
    .update(readFileSync(join(folder, 'index.mjs')))
    .digest('hex');
}
