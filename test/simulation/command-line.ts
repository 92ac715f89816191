import { parseWords, UsageError } from '../../tools/script.ts';

export const HELP = `Runs the real code in a simulated world, with crashes, lost answers and stalls at every step, and ends with 1 when a rule is
broken or a mutant survives. Without options: every crash point, 10,000 seeds and all mutants.

  npm run simulate -- [options]

  --seeds N        so many seeds
  --from N         the first of them                             (1)
  --seed N         replays one seed, with everything that happens
  --crashes        every crash point, alone
  --pairs          every pair of crash points too, which takes long
  --environment NAME  replays one run with faults: the name of its environment
  --faults LIST    and its faults: step:lost, step:crash or step:stall, separated by blanks
  --mutants        the protocol with one rule left out, again and again
  --only TEXT      only the mutants whose name contains it
  --quiet          no progress
  --help           this text`;

const OPTIONS = {
  seeds: { type: 'string' },
  from: { type: 'string', default: '1' },
  seed: { type: 'string' },
  crashes: { type: 'boolean', default: false },
  pairs: { type: 'boolean', default: false },
  environment: { type: 'string' },
  faults: { type: 'string', default: '' },
  mutants: { type: 'boolean', default: false },
  only: { type: 'string' },
  quiet: { type: 'boolean', default: false },
} as const;

/** What is asked of `npm run simulate`. */
export type SimulationOptions = ReturnType<typeof readCommandLine>;

/** @throws UsageError */
export function readCommandLine(args: readonly string[]) {
  const { values } = parseWords({ args, options: OPTIONS });
  return {
    ...values,
    seeds: values.seeds === undefined ? undefined : readCount('seeds', values.seeds),
    from: readCount('from', values.from),
    seed: values.seed === undefined ? undefined : readCount('seed', values.seed),
  };
}

function readCount(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} wants a whole number, and got "${text}".`);
}
