import { StateMachine, type StateMachineDefinition } from 'aws-local-stepfunctions';
import * as z from 'zod';
import type { FlowState } from '../assembly/flow-definition.ts';
import type { LocalStateMachine } from '../assembly/state-machines.ts';
import { LONGEST_TIMER_SECONDS } from './longest-timer.ts';

const EngineDefinition = z.custom<StateMachineDefinition>((value) => typeof value === 'object');

/**
 * The definition as the engine runs it. A wait becomes a task that waits, because tests shorten waits and every
 * wait has to end with its execution; the limit of the whole execution is kept outside, for the same reason.
 */
export function toRunnable({ definition }: LocalStateMachine): StateMachine {
  const { QueryLanguage: _language, TimeoutSeconds: _limit, ...written } = definition;
  const states = Object.entries(written.States).map(([name, state]) => [name, toEngineState(state)]);
  return new StateMachine(EngineDefinition.parse({ ...written, States: Object.fromEntries(states) }), {
    // It was read strictly already; the validator's schema takes half a second to compile, and knows no task that waits.
    validationOptions: { noValidate: true },
  });
}

function toEngineState(state: FlowState): object {
  if (state.Type !== 'Wait') return state;
  const { Seconds: seconds, SecondsPath, Timestamp: timestamp, TimestampPath, ...rest } = state;
  return {
    ...rest,
    Type: 'Task',
    Resource: 'wait',
    Parameters: {
      ...(seconds !== undefined && { seconds }),
      ...(timestamp !== undefined && { timestamp }),
      ...(SecondsPath !== undefined && { 'seconds.$': SecondsPath }),
      ...(TimestampPath !== undefined && { 'timestamp.$': TimestampPath }),
    },
    ResultPath: null,
    TimeoutSeconds: LONGEST_TIMER_SECONDS,
  };
}
