import type { Assembly } from './assembly/assembly.ts';
import { readGuardedResources } from './assembly/guarded-resources.ts';
import { readRoles } from './assembly/iam.ts';
import type { LocalFunction } from './assembly/lambda.ts';
import type { LocalStateMachine } from './assembly/state-machines.ts';
import type { LocalTable } from './assembly/tables.ts';
import { createAuthorizer } from './aws/authorizer.ts';
import { createCallLog } from './aws/call-log.ts';
import { createDynamodb } from './aws/dynamodb.ts';
import { createFaultPlan } from './aws/faults.ts';
import { createLambda } from './aws/lambda.ts';
import { createSecretsManager } from './aws/secrets-manager.ts';
import { startAwsPort } from './aws/start-aws-port.ts';
import { createStepFunctions } from './aws/step-functions.ts';
import type { LocalClock } from './clock/local-clock.ts';
import type { Engine } from './engine/engine.ts';
import { createExecutions } from './flows/executions.ts';
import type { FlowWaits } from './flows/task-parts.ts';
import type { Functions } from './lambda/functions.ts';
import type { Messaging } from './messaging.ts';

export type AwsParts = {
  readonly assembly: Assembly;
  readonly engine: Engine;
  readonly tables: readonly LocalTable[];
  readonly functions: readonly LocalFunction[];
  readonly clock: LocalClock;
  readonly messaging: Messaging;
  readonly flows: { readonly machines: readonly LocalStateMachine[]; readonly waits: FlowWaits };
};

/** The services that the functions, and operators, call. The functions start later: they need this port's address. */
export async function startAws(
  { assembly, engine, tables, functions, clock, messaging, flows: { machines, waits } }: AwsParts,
  poolOf: Functions['poolOf'],
) {
  const { place } = assembly;
  const authorizer = createAuthorizer(
    [...functions, ...machines],
    readRoles(assembly),
    place,
    readGuardedResources(assembly),
  );
  const executions = createExecutions(machines, { poolOf, authorizer, waits, clock });
  const secretsManager = createSecretsManager(place, clock);
  const calls = createCallLog();
  const faults = createFaultPlan();
  const port = await startAwsPort({
    services: [
      createDynamodb(engine, tables, place, messaging.streams.around),
      secretsManager,
      createLambda(functions, place, poolOf),
      createStepFunctions(executions),
      ...messaging.services,
    ],
    authorizer,
    faults,
    clock,
    onCall: calls.add,
  });
  const putSecret = (merchantId: string, provider: string, credentials: unknown) =>
    secretsManager.put(`estorno/${merchantId}/${provider}`, JSON.stringify(credentials), {
      keyArn: assembly.outputs.KmsKeyArn,
    });
  return { port, authorizer, executions, calls, faults, putSecret };
}
