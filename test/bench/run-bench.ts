import { writeFile } from 'node:fs/promises';
import process from 'node:process';
import { startEngine } from '../../local/engine/start-engine.ts';
import { startBenchWorld, type WorldOfBench } from './bench-world.ts';
import type { BenchOptions, MeasureName } from './command-line.ts';
import { type Machine, readLoad, readMachine, toWarning } from './machine.ts';
import type { Effort, Measured } from './measured.ts';
import { measureBundles } from './measures/bundles.ts';
import { measureColdStart } from './measures/cold-start.ts';
import { measureCost } from './measures/cost.ts';
import { measureFaults } from './measures/faults.ts';
import { measureGrowth } from './measures/growth.ts';
import { measureLatency } from './measures/latency.ts';
import { measureMemory } from './measures/memory.ts';
import { measureRecovery } from './measures/recovery.ts';
import { measureThroughput } from './measures/throughput.ts';
import { showBudgets, showMachine, showTable } from './report.ts';

const MEASURE: Readonly<Record<MeasureName, (world: WorldOfBench, effort: Effort) => Promise<Measured>>> = {
  bundles: measureBundles,
  cold: measureColdStart,
  latency: measureLatency,
  cost: measureCost,
  throughput: measureThroughput,
  faults: measureFaults,
  recovery: measureRecovery,
  memory: measureMemory,
  growth: measureGrowth,
};

/** Makes the measurements one after another, and prints their tables. */
export async function runBench({ effort, measures, engine: wanted, json }: BenchOptions): Promise<void> {
  // Without this a signal would end it at once, and leave the engine running.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  const load = readLoad();
  const results: Partial<Record<MeasureName, Measured>> = {};
  let machine: Machine | undefined;
  for (const name of measures) {
    // Each measurement has a database of its own, so that none finds what another left.
    const engine = await startEngine(wanted);
    const world = await startBenchWorld(engine);
    try {
      machine ??= announce(readMachine(engine, load));
      const startedAt = performance.now();
      const measured = await MEASURE[name](world, effort);
      results[name] = measured;
      for (const table of measured.tables) console.log(showTable(table));
      console.log(`\n(${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s)`);
    } finally {
      await world.close();
      await engine.close();
    }
  }
  console.log(showBudgets(Object.values(results).flatMap(({ budgets }) => budgets)));
  if (machine) warn(machine);
  if (json) await writeFile(json, `${JSON.stringify({ machine, effort, results }, null, 2)}\n`);
}

function announce(machine: Machine): Machine {
  console.log(showMachine(machine));
  warn(machine);
  return machine;
}

function warn(machine: Machine): void {
  const warning = toWarning(machine);
  if (warning) console.log(`\n${warning}`);
}
