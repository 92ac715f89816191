import process from 'node:process';
import type { FuzzOptions } from './command-line.ts';
import { type Fuzzed, SURFACES, toShares } from './fuzz.ts';

/** The fuzz, by hand: ends with 1 when something breaks a property. */
export async function runFuzz({ inputs: count, seed, surfaces, path }: FuzzOptions): Promise<void> {
  const chosen = SURFACES.filter(({ name }) => surfaces.includes(name));
  let rejections = 0;
  process.on('unhandledRejection', (reason) => {
    rejections++;
    console.error('an unhandled rejection:', reason);
  });

  const began = performance.now();
  const shares = toShares(chosen, count);
  let inputs = 0;
  for (const [at, { name, fuzz }] of chosen.entries()) {
    const from = performance.now();
    const share = shares[at] ?? 0;
    const fuzzed = await fuzz({ seed, inputs: share, path, onInput: toProgress(name, share) });
    inputs += fuzzed.inputs;
    report(fuzzed, (performance.now() - from) / 1000);
  }
  const seconds = (performance.now() - began) / 1000;
  console.log(
    `${inputs} inputs on ${chosen.length} surfaces in ${seconds.toFixed(1)} s, seed ${seed}, ${rejections} unhandled rejections: ${process.exitCode || rejections ? 'BROKEN' : 'every property holds'}`,
  );
  if (rejections > 0) process.exitCode = 1;
}

/** A line on standard error now and then. */
function toProgress(name: string, of: number): (count: number) => void {
  const step = 5_000;
  return (count) => {
    if (count % step === 0) console.error(`  ${name}: ${count} of ${of}`);
  };
}

function report({ surface, inputs: count, ends, broken }: Fuzzed, seconds: number): void {
  const sorted = [...ends].toSorted(([, a], [, b]) => b - a).map(([end, times]) => `${end} ${times}`);
  console.log(
    `${surface}: ${count} inputs in ${seconds.toFixed(1)} s, ${Math.round(count / seconds)} a second\n  ${sorted.join(', ')}`,
  );
  if (!broken) return;
  process.exitCode = 1;
  console.log(`  BROKEN: ${broken.why}\n  input: ${broken.input}\n  again: ${broken.replay}`);
}
