import process from 'node:process';
import { parseArgs } from 'node:util';
import { type Fuzzed, SURFACES, toShares } from './fuzz.ts';

/**
 * The fuzz, by hand. Without options: 100,000 inputs, from a seed that is new each time. The exit code is 1 when a property
 * does not hold.
 */
const { values } = parseArgs({
  options: {
    /** How many, over all surfaces by their weight. */
    inputs: { type: 'string', default: '100000' },
    seed: { type: 'string' },
    /** Only this one. */
    surface: { type: 'string' },
    /** One input again, as a failure named it. */
    path: { type: 'string' },
  },
});

const seed = toCount('seed', values.seed ?? String(Date.now() % 2 ** 31));
const wanted = toCount('inputs', values.inputs);
const chosen = SURFACES.filter(({ name }) => values.surface === undefined || name === values.surface);
if (chosen.length === 0)
  throw new Error(`There is no such surface. Choose one of: ${SURFACES.map(({ name }) => name).join(', ')}.`);

let rejections = 0;
process.on('unhandledRejection', (reason) => {
  rejections++;
  console.error('an unhandled rejection:', reason);
});

const began = performance.now();
const shares = toShares(chosen, wanted);
let inputs = 0;
for (const [at, { name, fuzz }] of chosen.entries()) {
  const from = performance.now();
  const share = shares[at] ?? 0;
  const fuzzed = await fuzz({ seed, inputs: share, path: values.path, onInput: toProgress(name, share) });
  inputs += fuzzed.inputs;
  report(fuzzed, (performance.now() - from) / 1000);
}
const seconds = (performance.now() - began) / 1000;
console.log(
  `${inputs} inputs on ${chosen.length} surfaces in ${seconds.toFixed(1)} s, seed ${seed}, ${rejections} unhandled rejections: ${process.exitCode || rejections ? 'BROKEN' : 'every property holds'}`,
);
if (rejections > 0) process.exitCode = 1;

function toCount(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new Error(`--${name} takes a whole number, not "${text}".`);
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
