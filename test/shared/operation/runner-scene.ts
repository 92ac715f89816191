import assert from 'node:assert/strict';
import { type Begun, begin } from '../../../shared/operation/operations.ts';
import type { OperationContext } from '../../../shared/operation/payment.ts';
import { decide, type Running } from '../../../shared/operation/runner.ts';
import type { Input } from '../../../shared/operation/transition/table.ts';
import type { Traits } from '../../../shared/provider/traits.ts';
import { RunnerWorld } from './runner-world.ts';
import { shown } from './story.ts';

export const PAID = shown({ status: 'paid' });
export const CANCELED = shown({ status: 'canceled' });

const worlds: RunnerWorld[] = [];

export function createWorld(traits?: Partial<Traits>): RunnerWorld {
  const world = new RunnerWorld(traits);
  worlds.push(world);
  return world;
}

/** Every session that was opened in a test has to be closed in it. */
export function assertSessionsClosed(): void {
  for (const { openSessions } of worlds.splice(0)) assert.equal(openSessions, 0, 'every session is closed');
}

export function beginAt(world: RunnerWorld, parts = {}): Promise<Begun> {
  return begin(world.runner, world.command(parts), world.invocation());
}

/** The same before a test: what it did is forgotten. */
export async function begun(world: RunnerWorld, parts = {}): Promise<OperationContext> {
  const context = await beginAt(world, parts);
  world.store.calls.length = 0;
  world.sent.length = 0;
  return context;
}

/** What a person does, who holds no lease. */
export function decideFor(world: RunnerWorld, context: OperationContext, input: Input): Promise<Running> {
  return decide(world.runner, context, input, { owner: '', invocation: world.invocation(), gate: 'open' });
}
