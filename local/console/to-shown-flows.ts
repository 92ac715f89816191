import * as z from 'zod';
import type { FlowDefinition, FlowState } from '../assembly/flow-definition.ts';
import type { Execution } from '../flows/execution.ts';
import type { ShownMachine, ShownRun } from './state/console-state.ts';

const SHOWN = 20;

const targetSchema = z.object({ Next: z.string() });

const inputSchema = z.object({ paymentId: z.string().optional() }).catch({});

const enteredSchema = z.object({
  timestamp: z.number(),
  stateEnteredEventDetails: z.object({ name: z.string() }),
});

/** A state machine's definition as edges between its states. */
export function toShownMachine(name: string, { StartAt, States }: FlowDefinition): ShownMachine {
  return {
    name,
    start: StartAt,
    edges: Object.entries(States).flatMap(([from, state]) => toWays(from, state)),
  };
}

function toWays(from: string, state: FlowState): ShownMachine['edges'] {
  const catches = state.Type === 'Task' ? toTargets(state.Catch) : [];
  const choices = state.Type === 'Choice' ? toTargets(state.Choices) : [];
  const others = z.object({ Next: z.string().optional(), Default: z.string().optional() }).parse(state);
  const plain = new Set([...choices, ...[others.Next, others.Default].filter((to) => to !== undefined)]);
  return [
    ...[...plain].map((to) => ({ from, to, isCatch: false })),
    ...[...new Set(catches)].map((to) => ({ from, to, isCatch: true })),
  ];
}

function toTargets(branches: readonly unknown[] = []): string[] {
  return branches.flatMap((branch) => {
    const { data } = targetSchema.safeParse(branch);
    return data ? [data.Next] : [];
  });
}

/** Runs, the newest first, with the states that each has entered. */
export function toShownRuns(executions: readonly Execution[]): readonly ShownRun[] {
  return executions.slice(0, SHOWN).map((execution) => {
    const end = execution.end();
    const { paymentId } = inputSchema.parse(JSON.parse(execution.input));
    return {
      name: execution.name,
      machine: execution.machine.name,
      status: end?.status ?? 'RUNNING',
      ...(end && { stoppedAt: end.stoppedAt }),
      ...(end?.error !== undefined && { error: end.error }),
      ...(paymentId !== undefined && { paymentId }),
      entered: toEntered(execution.history),
    };
  });
}

function toEntered(history: Execution['history']): ShownRun['entered'] {
  return history.flatMap((event) => {
    const { data } = enteredSchema.safeParse(event);
    return data ? [{ state: data.stateEnteredEventDetails.name, at: Math.round(data.timestamp * 1000) }] : [];
  });
}
