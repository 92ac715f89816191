import { parseWords, UsageError } from '../../tools/script.ts';
import { SURFACE_NAMES, type SurfaceName } from './surface-names.ts';

/** What is asked of `npm run fuzz`. */
export type FuzzOptions = {
  readonly inputs: number;
  readonly seed: number;
  readonly surfaces: readonly SurfaceName[];
  /** One input again, as a failure named it. */
  readonly path?: string;
};

export const HELP = `Puts odd inputs through every route and event of the functions, over ports in memory, and ends with 1 when one of them breaks
a promise. What breaks is shrunk, and printed with the command that runs it again.

  npm run fuzz -- [options]

  --inputs N       how many, over all surfaces by their weight   (100000)
  --seed N         the seed from which all inputs are generated  (a new one each time)
  --surface NAME   only this one: ${SURFACE_NAMES.join(', ')}
  --path PATH      one input again, as a failure named it
  --help           this text`;

const text = { type: 'string' } as const;

/** @throws UsageError */
export function readCommandLine(args: readonly string[]): FuzzOptions {
  const { values } = parseWords({ args, options: { inputs: text, seed: text, surface: text, path: text } });
  const { inputs = '100000', seed = String(Date.now() % 2 ** 31), surface, path } = values;
  return {
    inputs: readCount('inputs', inputs),
    seed: readCount('seed', seed),
    surfaces: readSurfaces(surface),
    ...(path !== undefined && { path }),
  };
}

function readCount(name: string, text: string): number {
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} takes a whole number, and got "${text}".`);
}

function readSurfaces(wanted: string | undefined): readonly SurfaceName[] {
  const names = SURFACE_NAMES.filter((name) => wanted === undefined || name === wanted);
  if (names.length > 0) return names;
  throw new UsageError(`There is no surface "${wanted}". Choose one of: ${SURFACE_NAMES.join(', ')}.`);
}
