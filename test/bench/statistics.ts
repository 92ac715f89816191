/** The smallest sample that at least this share of them does not exceed. @param share 0.5 for the median */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** One figure from several rounds. */
export type Figure = { readonly median: number; readonly least: number; readonly most: number };

export function toFigure(rounds: readonly number[]): Figure {
  return { median: quantile(rounds, 0.5), least: Math.min(...rounds), most: Math.max(...rounds) };
}

/** `4.2 (3.9–5.0)` */
export function showFigure({ median, least, most }: Figure, digits = 1): string {
  return `${median.toFixed(digits)} (${least.toFixed(digits)}–${most.toFixed(digits)})`;
}

/** Fewer samples than this have no 99th percentile worth the name: of 60 it would be the most. */
const LEAST_FOR_P99 = 300;

export function isEnoughForP99(samples: number): boolean {
  return samples >= LEAST_FOR_P99;
}
