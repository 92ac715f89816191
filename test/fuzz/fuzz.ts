import fc from 'fast-check';
import * as z from 'zod/mini';
import type { Surface } from './surface.ts';
import type { SurfaceName } from './surface-names.ts';
import { commands } from './surfaces/commands.ts';
import { http } from './surfaces/http.ts';
import { events, operator, tasks } from './surfaces/invocations.ts';
import { providerAnswers } from './surfaces/provider-answers.ts';
import { unrouted } from './surfaces/unrouted.ts';
import { Violation } from './violation.ts';

// Each input gets a function of its own, so compiling its schemas would cost more than it saves.
z.config({ jitless: true });

/** What became of the inputs of one surface. */
export type Fuzzed = {
  readonly surface: string;
  readonly inputs: number;
  /** How many ended in which way. */
  readonly ends: ReadonlyMap<string, number>;
  /** The smallest input found that breaks a property, and how to run it again. */
  readonly broken?: { readonly why: string; readonly input: string; readonly replay: string } | undefined;
};

export type Limits = {
  readonly seed: number;
  readonly inputs: number;
  /** Where in the tree of inputs a broken one stands. */
  readonly path?: string | undefined;
  /** Called after each input. */
  readonly onInput?: (count: number) => void;
};

/** A surface whose inputs nobody else needs to know. */
type Fuzz = {
  readonly name: SurfaceName;
  readonly weight: number;
  readonly fuzz: (limits: Limits) => Promise<Fuzzed>;
};

export const SURFACES: readonly Fuzz[] = [
  toFuzz(http),
  toFuzz(unrouted),
  toFuzz(commands),
  toFuzz(tasks),
  toFuzz(operator),
  toFuzz(events),
  toFuzz(providerAnswers),
];

function toFuzz<T>(surface: Surface<T>): Fuzz {
  return { name: surface.name, weight: surface.weight, fuzz: (limits) => fuzz(surface, limits) };
}

/** How many inputs each surface gets of all. */
export function toShares(surfaces: readonly Fuzz[], inputs: number): readonly number[] {
  const weights = surfaces.reduce((sum, { weight }) => sum + weight, 0);
  return surfaces.map(({ weight }) => Math.ceil((inputs * weight) / weights));
}

async function fuzz<T>(
  surface: Surface<T>,
  { seed, inputs: wanted, path, onInput }: Limits,
): Promise<Fuzzed> {
  const ends = new Map<string, number>();
  let inputs = 0;
  const property = fc.asyncProperty(surface.input, async (input) => {
    onInput?.(++inputs);
    const end = await surface.run(input);
    ends.set(end, (ends.get(end) ?? 0) + 1);
  });
  const replayed = path !== undefined && { path, endOnFailure: true };
  const details = await fc.check(property, { seed, numRuns: wanted, ...replayed });
  const result = { surface: surface.name, inputs, ends };
  if (!details.failed || details.counterexample === null) return result;
  const replay = `npm run fuzz -- --surface "${surface.name}" --seed ${seed} --path ${details.counterexamplePath}`;
  const input = JSON.stringify(details.counterexample[0]);
  return { ...result, broken: { why: toReason(details.errorInstance), input, replay } };
}

function toReason(error: unknown): string {
  if (error instanceof Violation) return error.message;
  return error instanceof Error ? String(error.stack) : String(error);
}
