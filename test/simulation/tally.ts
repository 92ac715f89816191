import type { Fault } from './plan.ts';
import { type Outcome, runSeed } from './run.ts';
import type { Violation } from './violation.ts';

/** A run that broke a rule, and how to see it again. */
export type Failure = { readonly violation: Violation; readonly where: string; readonly replay: string };

/** What many runs came to. */
export type Tally = {
  runs: number;
  steps: number;
  readonly schedules: Set<number>;
  readonly faults: Map<Fault, number>;
  /** How operations ended, by state. */
  readonly ends: Map<string, number>;
  mostSweeps: number;
  readonly failures: Failure[];
};

export function newTally(): Tally {
  const empty = { runs: 0, steps: 0, mostSweeps: 0 };
  return { ...empty, schedules: new Set(), faults: new Map(), ends: new Map(), failures: [] };
}

/** Adds one run. `name`: where it belongs, and the arguments that replay it. */
export function count(tally: Tally, outcome: Outcome, name: { where: string; replay: string }): void {
  tally.runs += 1;
  tally.steps += outcome.steps;
  tally.schedules.add(outcome.schedule);
  tally.mostSweeps = Math.max(tally.mostSweeps, outcome.sweeps);
  for (const [fault, times] of outcome.faults)
    tally.faults.set(fault, (tally.faults.get(fault) ?? 0) + times);
  for (const state of outcome.states) tally.ends.set(state, (tally.ends.get(state) ?? 0) + 1);
  const { violation } = outcome;
  if (violation)
    tally.failures.push({ violation, where: name.where, replay: `npm run simulate -- ${name.replay}` });
}

/** Adds what another process counted. */
export function merge(into: Tally, from: Tally): void {
  into.runs += from.runs;
  into.steps += from.steps;
  into.mostSweeps = Math.max(into.mostSweeps, from.mostSweeps);
  for (const schedule of from.schedules) into.schedules.add(schedule);
  for (const [fault, times] of from.faults) into.faults.set(fault, (into.faults.get(fault) ?? 0) + times);
  for (const [state, times] of from.ends) into.ends.set(state, (into.ends.get(state) ?? 0) + times);
  into.failures.push(...from.failures);
}

/** Seeds `from` to `from + seeds - 1`, or until `until` (milliseconds of this process's own clock). */
export async function tallySeeds(
  { from, seeds }: { readonly from: number; readonly seeds: number },
  until = Number.POSITIVE_INFINITY,
): Promise<Tally> {
  const tally = newTally();
  for (let seed = from; seed < from + seeds && performance.now() < until; seed++) {
    count(tally, await runSeed(seed), { where: `seed ${seed}`, replay: `--seed ${seed}` });
  }
  return tally;
}

/** The tally in words, a line each. */
export function describe(tally: Tally, seconds: number): string[] {
  const { runs, steps, schedules, mostSweeps, faults, ends, failures } = tally;
  const list = (counts: ReadonlyMap<string, number>) =>
    [...counts]
      .toSorted(([, a], [, b]) => b - a)
      .map(([name, times]) => `  ${String(times).padStart(9)}  ${name}`);
  return [
    `${runs} runs in ${Math.round(seconds)} s (${Math.round(runs / seconds)} a second), ${Math.round(steps / runs)} steps each on average`,
    `${schedules.size} distinct schedules; at most ${mostSweeps} sweeps from the last fault to the end`,
    'faults by class:',
    ...list(faults),
    'operations by their end:',
    ...list(ends),
    ...failures.flatMap(({ violation, where, replay }) => [
      `BROKEN: ${violation.name} (${where})`,
      `  ${violation.detail}`,
      `  ${replay}`,
    ]),
    `${failures.length} broken`,
  ];
}
