import { HOUR_MS } from '../../shared/domain/time.ts';
import { dueAtOf, isFinal, type Operation } from '../../shared/operation/operation.ts';
import { sendPost } from './callers.ts';
import { turnSwitch } from './people.ts';
import { createRandomPlan, type Fault, type Plan } from './plan.ts';
import { drawScenario, type Scenario } from './scenario.ts';
import { settle, type Task } from './scheduler.ts';
import { START } from './trigger.ts';
import { pull, startSweep } from './triggers.ts';
import type { Violation } from './violation.ts';
import { allOf } from './watches.ts';
import { createWorld, type Trace, type World } from './world.ts';

/** What a run came to. */
export type Outcome = {
  readonly violation?: Violation | undefined;
  readonly steps: number;
  /** Names the sequence of steps: equal for equal schedules. */
  readonly schedule: number;
  readonly faults: ReadonlyMap<Fault, number>;
  readonly sweeps: number;
  readonly logins: number;
  readonly states: readonly string[];
  /** When the last operation ended, in milliseconds from the start. */
  readonly endedAt: number;
};

/** An operation ends within so many sweeps, as its schedule of looks has it; with outages in between, within fewer. */
const MAX_SWEEPS = { withOutages: 120, punctual: 600 };

/** More steps than any run needs: a guard against one that goes round and round. */
const MAX_STEPS = 60_000;

const INVOCATION_MS = 29_000;

/** Hears everything that happens in a run, a line each. */
type OnLine = (line: string) => void;

/** One seed is one run. */
export function runSeed(seed: number, onLine?: OnLine): Promise<Outcome> {
  const plan = createRandomPlan(seed);
  return run(drawScenario(plan.dice), plan, onLine);
}

/** The faulty time, then calm: sweeps alone must bring everything to its end. */
export async function run(scenario: Scenario, plan: Plan, onLine?: OnLine): Promise<Outcome> {
  const trace: Trace = (say) => onLine?.(say());
  const world = createWorld(scenario, plan, trace);
  trace(() => JSON.stringify({ ...scenario, triggers: undefined }));
  let sweeps = 0;
  try {
    await runFaultyTime(world);
    world.calmDown();
    trace(() => 'CALM');
    await switchOn(world);
    sweeps = await sweepToTheEnd(world);
    await drain(world);
    await repeatAll(world);
    await sweepToTheEnd(world);
  } catch (error) {
    if (!(error instanceof Stopped)) throw error;
  }
  const operations = allOf(world.payments);
  return {
    violation: world.findings.found[0],
    steps: world.scheduler.steps(),
    schedule: world.scheduler.schedule(),
    faults: plan.counts,
    sweeps,
    logins: world.watches.sessions.logins(),
    states: operations.map(({ state }) => state),
    endedAt: Math.max(0, ...operations.map(endOf)) - START,
  };
}

function endOf(operation: Operation): number {
  return isFinal(operation) ? operation.completedAt : Number.POSITIVE_INFINITY;
}

/** A rule was broken, so the run ends. */
class Stopped extends Error {}

async function runFaultyTime(world: World): Promise<void> {
  const { scheduler, scenario } = world;
  for (const trigger of scenario.triggers) {
    scheduler.add({ at: scheduler.now() + trigger.at, label: trigger.is, run: () => pull(world, trigger) });
  }
  const until = scheduler.now() + Math.max(...scenario.triggers.map(({ at }) => at)) + 120_000;
  await drain(world, until);
}

/** Steps, until nothing is left to be done by then. */
async function drain(world: World, until?: number): Promise<void> {
  for (let task = world.scheduler.next(until); task; task = world.scheduler.next(until))
    await step(world, task);
}

/** One step: a blow may fall first. Afterwards every rule is checked. */
async function step(world: World, task: Task): Promise<void> {
  const { scheduler, findings, processes, trace, plan } = world;
  const process = processes.all.find((one) => one === task.owner);
  const blow = process?.current ? plan.blow(task.label) : undefined;
  if (process && blow) {
    trace(() => `${time(world)} ${process.id} ${JSON.stringify(blow)} before: ${task.label}`);
    if (blow.is === 'stall') scheduler.add(task);
    processes.strike(
      process,
      blow.is === 'stall' ? { stallsMs: blow.ms } : blow.loses ? 'dies, its requests lost' : 'dies',
    );
  } else {
    trace(() => `${time(world)} ${task.label}`);
    task.run();
    await settle();
  }
  world.check();
  if (scheduler.steps() > MAX_STEPS)
    findings.found.push({ name: 'L8 no end of steps', detail: `${MAX_STEPS}` });
  if (findings.found.length > 0) throw new Stopped();
}

/** It stays off for as long as people want: what waits then waits for them. */
async function switchOn(world: World): Promise<void> {
  while (world.watches.switches.isOff()) {
    turnSwitch(world, 'enable');
    await settle();
    await drain(world, world.scheduler.now() + INVOCATION_MS);
    world.scheduler.passTo(world.scheduler.now() + HOUR_MS);
  }
}

/** L8: no trigger but the sweeper, and everything comes to its end in a bounded number of sweeps. */
async function sweepToTheEnd(world: World): Promise<number> {
  const { scheduler, findings, scenario, plan } = world;
  const inTime = scenario.punctualSweeps;
  const most = inTime === Number.POSITIVE_INFINITY ? MAX_SWEEPS.punctual : MAX_SWEEPS.withOutages;
  let sweeps = 0;
  for (let open = openOperations(world); open.length > 0; open = openOperations(world)) {
    if (sweeps++ > most) {
      findings.found.push({ name: 'L8 no end of sweeps', detail: open.map(({ state }) => state).join() });
      throw new Stopped();
    }
    const due = Math.min(...open.map((operation) => dueAtOf(operation) ?? 0));
    const hasOutage = sweeps > inTime;
    const at = Math.max(due, scheduler.now()) + (hasOutage ? (1 + plan.dice.below(60)) * HOUR_MS : 0);
    await drain(world, at);
    scheduler.passTo(at);
    let isDone = false;
    startSweep(world, () => {
      isDone = true;
    });
    await settle();
    // One that was struck is waited for no longer than it may take.
    const until = scheduler.now() + INVOCATION_MS;
    for (
      let task = scheduler.next(until);
      task && !isDone;
      task = isDone ? undefined : scheduler.next(until)
    ) {
      await step(world, task);
    }
  }
  return sweeps;
}

/** What the sweeper has still to bring to an end. */
function openOperations({ payments }: World): Operation[] {
  return allOf(payments).filter((operation) => !isFinal(operation) && operation.state !== 'manual_review');
}

/** After the end: every command once more, twice. L7 looks at the answers. */
async function repeatAll(world: World): Promise<void> {
  for (const trigger of world.scenario.triggers) {
    for (const _time of trigger.is === 'post' ? [1, 2] : []) {
      if (trigger.is === 'post') sendPost(world, { ...trigger, persistence: 0 });
      await settle();
      await drain(world);
    }
  }
}

function time({ scheduler }: World): string {
  return new Date(scheduler.now()).toISOString().slice(8, 23);
}
