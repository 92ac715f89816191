import { OUTCOME_OF_STATE } from '../domain/operation.ts';
import type { Operations } from '../operation/operations.ts';
import type { Standing } from '../operation/steps.ts';
import type { Log } from '../ports/log.ts';

/** The same operations; the log is told how each stands that something was done for. */
export function toObservedOperations(operations: Operations, log: Log): Operations {
  const told = <S extends Standing>(standing: S): S => {
    log.info('operation', toFacts(standing));
    return standing;
  };
  return {
    ...operations,
    begin: async (command, invocation) => {
      const { replayed, ...standing } = await operations.begin(command, invocation);
      log.info('operation', { ...toFacts(standing), replayed });
      return { ...standing, replayed };
    },
    resume: async (standing, invocation, how) => told(await operations.resume(standing, invocation, how)),
    resumeIfPossible: async (standing, invocation) =>
      told(await operations.resumeIfPossible(standing, invocation)),
    prove: async (standing, invocation) => told(await operations.prove(standing, invocation)),
    withdraw: async (ref, operationId, invocation) =>
      told(await operations.withdraw(ref, operationId, invocation)),
  };
}

function toFacts({ payment, operation }: Standing) {
  return {
    operation: operation.id,
    payment: payment.payment,
    kind: operation.kind,
    method: operation.way,
    state: operation.state,
    outcome: OUTCOME_OF_STATE[operation.state],
    code: operation.problem?.code,
    attempt: operation.attempts,
    origin: operation.correlationId,
  };
}
