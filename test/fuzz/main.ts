import process from 'node:process';
import { runScript, UsageError } from '../../infra/script.ts';
import { type Fuzzed, SURFACES, toShares } from './fuzz.ts';

const NAMES = SURFACES.map(({ name }) => name);

const HELP = `Puts odd inputs through every route and event of the functions, over ports in memory, and ends with 1 when one of them breaks
a promise. What breaks is shrunk, and printed with the command that runs it again.

  npm run fuzz -- [options]

  --inputs N       how many, over all surfaces by their weight   (100000)
  --seed N         whence all of them follow                     (a new one each time)
  --surface NAME   only this one: ${NAMES.join(', ')}
  --path PATH      one input again, as a failure named it
  --help           this text`;

const OPTIONS = {
  inputs: { type: 'string' },
  seed: { type: 'string' },
  surface: { type: 'string' },
  path: { type: 'string' },
} as const;

type Wanted = { readonly [name in keyof typeof OPTIONS]?: string | undefined };

/** `npm run fuzz`: the fuzz, by hand. */
async function main({ inputs: wanted = '100000', seed: given, surface, path }: Wanted): Promise<void> {
  const seed = toCount('seed', given ?? String(Date.now() % 2 ** 31));
  const count = toCount('inputs', wanted);
  const chosen = SURFACES.filter(({ name }) => surface === undefined || name === surface);
  if (chosen.length === 0)
    throw new UsageError(`There is no surface "${surface}". Choose one of: ${NAMES.join(', ')}.`);

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

function toCount(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} wants a whole number, and got "${text}".`);
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

await runScript({ command: 'npm run fuzz', help: HELP, options: OPTIONS }, main);
