import { ENGINE_NAMES, type EngineName } from '../../local/engine/engine.ts';
import { parseWords, UsageError } from '../../tools/script.ts';
import type { Effort } from './measured.ts';

export const MEASURES = [
  'bundles',
  'cold',
  'latency',
  'cost',
  'throughput',
  'faults',
  'recovery',
  'memory',
  'growth',
] as const;

export type MeasureName = (typeof MEASURES)[number];

export type BenchOptions = {
  readonly effort: Effort;
  readonly measures: readonly MeasureName[];
  readonly engine?: EngineName;
  /** Where all figures are written as JSON. */
  readonly json?: string;
};

export const HELP = `Measures this project beside what a team would otherwise build, and prints tables. Never fails for a figure.

  npm run bench -- [measurement …] [options]

Measurements: ${MEASURES.join(', ')}. All of them when none is named.

  --quick        a few calls of each: whether it works, not how fast
  --long         more rounds, and growth up to 1,000,000 payments and 100,000 open operations: 8 GB, and most of an hour
  --engine NAME  ${ENGINE_NAMES.join(' or ')}; by itself DynamoDB Local where there is Java
  --json FILE    writes all figures there
  --help         this text`;

/** @throws UsageError saying what was wrong */
export function readCommandLine(words: readonly string[]): BenchOptions {
  const { values, positionals } = parseWords({
    ...{ args: words, allowPositionals: true },
    options: {
      quick: { type: 'boolean', default: false },
      long: { type: 'boolean', default: false },
      engine: { type: 'string' },
      json: { type: 'string' },
    },
  });
  const unknown = positionals.find((name) => !isMeasure(name));
  if (unknown)
    throw new UsageError(`There is no measurement "${unknown}". There are: ${MEASURES.join(', ')}.`);
  const engine = ENGINE_NAMES.find((name) => name === values.engine);
  if (values.engine && !engine)
    throw new UsageError(`There is no engine "${values.engine}". There are: ${ENGINE_NAMES.join(', ')}.`);
  if (values.quick && values.long) throw new UsageError('Choose one of --quick and --long.');
  const chosen = positionals.filter(isMeasure);
  return {
    effort: values.quick ? 'quick' : values.long ? 'long' : 'normal',
    measures: chosen.length > 0 ? chosen : MEASURES,
    ...(engine && { engine }),
    ...(values.json && { json: values.json }),
  };
}

function isMeasure(name: string): name is MeasureName {
  return MEASURES.some((one) => one === name);
}
