import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startEnvironment } from '../../../infra/local/lambda/environment.ts';
import { toEnvironmentVariables } from '../../../infra/local/lambda/environment-variables.ts';
import { createLogBook } from '../../../infra/local/lambda/log-book.ts';
import { MERCHANT, type WorldOfBench } from '../bench-world.ts';
import { toCancelEvent } from '../cancel-event.ts';
import type { Contender } from '../contender.ts';
import { byEffort, type Effort, type Measured } from '../measured.ts';
import { showFigure, toFigure } from '../statistics.ts';

/** Our import may take this many times as long as that of the two SDK clients alone. */
const IMPORT_BUDGET = 1.25;

/** From nothing to the first answer, and the part of it that is our own code's import. */
export async function measureColdStart(world: WorldOfBench, effort: Effort): Promise<Measured> {
  const { empty, floor, usual, ours, clients } = world.contenders;
  const rounds = byEffort(effort, { quick: 4, usual: 15, long: 30 });
  const contenders = [empty, clients, floor, usual, ours];
  const samples = contenders.map(({ name }) => ({ name, spawn: [] as Cold[] }));
  for (let round = 0; round < rounds; round++)
    for (const [at, contender] of contenders.entries())
      samples[at]?.spawn.push(await startCold(world, contender));
  const seen = samples.map(({ name, spawn }) => ({
    name,
    initMs: toFigure(spawn.map(({ initMs }) => initMs)),
    firstMs: toFigure(spawn.map(({ firstMs }) => firstMs)),
    totalMs: toFigure(spawn.map(({ initMs, firstMs }) => initMs + firstMs)),
    importMs: toFigure(spawn.map(({ importMs }) => importMs)),
  }));
  const importOf = (name: string) => seen.find((one) => one.name === name)?.importMs.median ?? Number.NaN;
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
    budgets: [
      {
        promise: `import at most ${IMPORT_BUDGET} × that of the two SDK clients alone`,
        seen: `${importOf('ours').toFixed(1)} ms: ${(importOf('ours') / importOf('clients')).toFixed(2)} × ${importOf('clients').toFixed(1)} ms`,
        isMet: importOf('ours') <= IMPORT_BUDGET * importOf('clients'),
      },
      {
        promise: 'import below usual',
        seen: `${importOf('ours').toFixed(1)} ms against ${importOf('usual').toFixed(1)} ms`,
        isMet: importOf('ours') < importOf('usual'),
      },
    ],
    data: { rounds, seen },
  };
}

type Cold = { readonly initMs: number; readonly firstMs: number; readonly importMs: number };

async function startCold(world: WorldOfBench, contender: Contender): Promise<Cold> {
  const surroundings = world.surroundingsOf(contender);
  const paymentId = world.newPayment();
  const spawnedAt = performance.now();
  const environment = await startEnvironment(contender.fn, {
    ...{ surroundings, logs: createLogBook() },
    onEnd: () => undefined,
  });
  const failure = await environment.started;
  if (failure) throw new Error(`${contender.name} does not start: ${failure.payload}`);
  const readyAt = performance.now();
  const payload = JSON.stringify(toCancelEvent({ merchantId: MERCHANT, paymentId }));
  await environment.invoke({ requestId: paymentId, payload });
  const firstMs = performance.now() - readyAt;
  await environment.close();
  return { initMs: readyAt - spawnedAt, firstMs, importMs: await timeImport(world, contender) };
}

/** Milliseconds that `import` of the bundle takes in a fresh process. */
async function timeImport(world: WorldOfBench, contender: Contender): Promise<number> {
  const bundle = pathToFileURL(join(contender.fn.folder, 'index.mjs')).href;
  const script = `const at = performance.now(); await import('${bundle}'); console.log(performance.now() - at); process.exit();`;
  const env = toEnvironmentVariables(contender.fn, world.surroundingsOf(contender), 'none', 'import');
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env,
  });
  return Number(stdout.trim().split('\n').at(-1));
}
