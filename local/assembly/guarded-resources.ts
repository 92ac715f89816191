import type { Assembly } from './assembly.ts';
import { readBuses } from './events.ts';
import { readKeys } from './keys.ts';
import { readQueues } from './queues.ts';

/** Every resource of the template whose own policy decides who may use it, besides the policies of the caller. */
export function readGuardedResources(assembly: Assembly) {
  const queues = readQueues(assembly);
  return [
    ...readKeys(assembly),
    ...readBuses(assembly, queues).filter(({ policy }) => statementsOf(policy).length > 0),
    ...queues
      .filter(({ policies }) => policies.length > 0)
      .map(({ arn, policies }) => ({
        arn,
        policy: { Version: '2012-10-17', Statement: policies.flatMap(statementsOf) },
      })),
  ].map(({ arn, policy }) => ({ arn, policy }));
}

function statementsOf({ Statement: statements }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return Array.isArray(statements) ? statements : [];
}
