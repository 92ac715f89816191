import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { createLocalClock } from '../../../local/clock/local-clock.ts';
import { startEnvironment } from '../../../local/lambda/environment.ts';
import { toEnvironmentVariables } from '../../../local/lambda/environment-variables.ts';
import { createLogBook } from '../../../local/lambda/log-book.ts';
import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import { toCancelEvent } from '../cancel-event.ts';
import type { Contender } from '../contender.ts';
import { type Budget, byEffort, type Effort, type Measured } from '../measured.ts';
import { toDirect } from '../run-contender.ts';
import { type Figure, showFigure, toFigure } from '../statistics.ts';

/** Our import may take this many times as long as that of the two SDK clients alone, and less than that of *usual*. */
const IMPORT_BUDGET = 1.25;

/** From nothing to the first answer, and the part of it that is our own code's import. */
export async function measureColdStart(world: WorldOfBench, effort: Effort): Promise<Measured> {
  const { empty, floor, usual, ours, clients } = world.contenders;
  const rounds = byEffort(effort, { quick: 5, normal: 21, long: 41 });
  const contenders = [empty, clients, floor, usual, ours];
  const samples: { name: string; starts: Cold[] }[] = contenders.map(({ name }) => ({ name, starts: [] }));
  for (let round = 0; round < rounds; round++)
    for (let turn = 0; turn < contenders.length; turn++) {
      // Each round begins with another one, so that nobody always follows the same neighbor.
      const at = (round + turn) % contenders.length;
      const contender = contenders[at];
      if (contender) samples[at]?.starts.push(await startCold(world, contender));
    }
  const seen = samples.map(({ name, starts }) => ({
    name,
    initMs: toFigure(starts.map(({ initMs }) => initMs)),
    firstMs: toFigure(starts.map(({ firstMs }) => firstMs)),
    totalMs: toFigure(starts.map(({ initMs, firstMs }) => initMs + firstMs)),
    importMs: toFigure(starts.map(({ importMs }) => importMs)),
  }));
  return {
    tables: [
      {
        title: `Cold start (ms: median of ${rounds}, least–most; importing is timed in a process of its own)`,
        columns: ['contender', 'import', 'spawn and init', 'first answer', 'in all'],
        rows: seen.map((one) => [
          one.name,
          ...[one.importMs, one.initMs, one.firstMs, one.totalMs].map((figure) => showFigure(figure)),
        ]),
      },
    ],
    budgets: [toImportBudget(new Map(seen.map(({ name, importMs }) => [name, importMs])))],
    data: { rounds, seen },
  };
}

/** By medians; the least is shown too: it is what the machine can do while nothing disturbs it. */
function toImportBudget(imports: ReadonlyMap<string, Figure>): Budget {
  const medianOf = (name: string) => imports.get(name)?.median ?? Number.NaN;
  const shown = ['ours', 'clients', 'usual'].map(
    (name) => `${name} ${medianOf(name).toFixed(1)} ms (least ${imports.get(name)?.least.toFixed(1)})`,
  );
  const times = medianOf('ours') / medianOf('clients');
  return {
    promise: `import at most ${IMPORT_BUDGET} × that of the two SDK clients alone, and below usual`,
    seen: `${times.toFixed(2)} ×: ${shown.join(', ')}`,
    isMet: times <= IMPORT_BUDGET && medianOf('ours') < medianOf('usual'),
  };
}

type Cold = { readonly initMs: number; readonly firstMs: number; readonly importMs: number };

async function startCold(world: WorldOfBench, contender: Contender): Promise<Cold> {
  const surroundings = world.surroundings();
  const paymentId = world.newPayment();
  const spawnedAt = performance.now();
  const environment = await startEnvironment(toDirect(world, contender.fn), {
    ...{ surroundings, logs: createLogBook(), clock: createLocalClock() },
    onEnd: () => undefined,
  });
  const failure = await environment.started;
  if (failure) throw new Error(`${contender.name} does not start: ${failure.payload}`);
  const readyAt = performance.now();
  const payload = JSON.stringify(toCancelEvent({ merchantId: MERCHANT, paymentId }));
  const first = await environment.invoke({ requestId: paymentId, payload });
  if (isFailure(first.payload)) throw new Error(`${contender.name} failed: ${first.payload}`);
  const firstMs = performance.now() - readyAt;
  await environment.close();
  return { initMs: readyAt - spawnedAt, firstMs, importMs: await timeImport(world, contender) };
}

/** What a failure took is no measurement. */
function isFailure(payload: string): boolean {
  return /"statusCode":5\d\d|"errorType":/.test(payload);
}

/** Milliseconds that `import` of the bundle takes in a fresh process. */
async function timeImport(world: WorldOfBench, contender: Contender): Promise<number> {
  const bundle = pathToFileURL(join(contender.fn.folder, 'index.mjs')).href;
  const script = `const at = performance.now(); await import('${bundle}'); console.log(performance.now() - at); process.exit();`;
  const env = toEnvironmentVariables(toDirect(world, contender.fn), world.surroundings(), 'none', 'import');
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env,
  });
  return Number(stdout.trim().split('\n').at(-1));
}
