import { randomUUID } from 'node:crypto';
import type { StateMachine } from 'aws-local-stepfunctions';
import type { LocalStateMachine } from '../assembly/state-machines.ts';
import type { Execution } from './execution.ts';
import { startExecution } from './start-execution.ts';
import type { TaskParts } from './task-parts.ts';

/** Every execution of the stack's state machines since it started. */
export type Executions = {
  /** Newest first. */
  list(): readonly Execution[];
  findMachine(arn: string): LocalStateMachine | undefined;
  /** @param arn of an execution */
  find(arn: string): Execution | undefined;
  /**
   * Starts an execution, or gives the one that runs under this name with the same input.
   * @param name a random one when undefined
   * @returns undefined when the name is taken: by one that has ended, or has another input
   */
  start(machine: LocalStateMachine, input: string, name?: string): Execution | undefined;
  /** Aborts what runs. */
  close(): Promise<void>;
};

export function createExecutions(machines: readonly LocalStateMachine[], parts: TaskParts): Executions {
  const engines = new Map<string, Promise<StateMachine>>();
  const executions = new Map<string, Execution>();
  let isClosed = false;

  function start(machine: LocalStateMachine, input: string, name: string): Execution | undefined {
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const before = executions.get(arn);
    if (before) return before.end() || before.input !== input ? undefined : before;
    const engine = engines.get(machine.arn) ?? createEngine(machine);
    engines.set(machine.arn, engine);
    const execution = startExecution({ name, arn, machine, input }, engine, parts);
    executions.set(arn, execution);
    if (isClosed) abort(execution);
    return execution;
  }

  return {
    list: () => [...executions.values()].toReversed(),
    findMachine: (arn) => machines.find((machine) => machine.arn === arn),
    find: (arn) => executions.get(arn),
    start: (machine, input, name = randomUUID()) => start(machine, input, name),
    close: async () => {
      isClosed = true;
      for (const execution of executions.values()) abort(execution);
      await Promise.all([...executions.values()].map(({ ended }) => ended));
    },
  };
}

function abort(execution: Execution): void {
  execution.abort('LocalStack', 'The local stack is closing.');
}

/** The engine takes a quarter of a second to load, which a stack saves in which no flow starts. */
async function createEngine(machine: LocalStateMachine): Promise<StateMachine> {
  const { toRunnable } = await import('./runnable.ts');
  return toRunnable(machine);
}
