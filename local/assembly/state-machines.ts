import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import type { Assembly } from './assembly.ts';
import { type FlowDefinition, LAMBDA_INVOKE, readFlowDefinition } from './flow-definition.ts';
import { isNamedBy, type LocalFunction } from './lambda.ts';
import { toArn } from './place.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';

const STATE_MACHINE = 'AWS::StepFunctions::StateMachine';

export const STATE_MACHINE_TYPES: readonly ResourceType[] = [
  {
    type: STATE_MACHINE,
    nameProperty: 'StateMachineName',
    ref: toMachineArn,
    attributes: { Arn: toMachineArn, Name: ({ name }) => name },
    properties: [
      'DefinitionString',
      'LoggingConfiguration', // what executions do can be asked for; here they write no log
      'RoleArn',
      'StateMachineName',
      'StateMachineType',
      'Tags',
      'TracingConfiguration',
    ],
  },
];

/** A state machine of the template, ready to be run. */
export type LocalStateMachine = {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly roleArn: string;
  readonly definition: FlowDefinition;
};

const Properties = z.looseObject({
  DefinitionString: z.string(),
  RoleArn: z.string(),
  StateMachineType: z.literal('STANDARD').default('STANDARD'),
});

/** @throws LocalStackError on a definition that would not run here as it does on AWS */
export function readStateMachines(
  assembly: Assembly,
  functions: readonly LocalFunction[],
): readonly LocalStateMachine[] {
  return assembly.resourcesOf(STATE_MACHINE).map((resource) => {
    const { logicalId, name } = resource;
    const parsed = Properties.safeParse(resource.properties);
    if (!parsed.success)
      throw new LocalStackError(
        `The state machine ${logicalId} is none that the local stack can run: ${z.prettifyError(parsed.error)}`,
      );
    const definition = readFlowDefinition(parsed.data.DefinitionString, logicalId);
    refuseTasks(definition, logicalId, functions);
    return { logicalId, name, arn: toMachineArn(resource), roleArn: parsed.data.RoleArn, definition };
  });
}

function refuseTasks(
  { States }: FlowDefinition,
  logicalId: string,
  functions: readonly LocalFunction[],
): void {
  for (const [name, state] of Object.entries(States)) {
    if (state.Type !== 'Task') continue;
    const named = state.Resource === LAMBDA_INVOKE ? state.Parameters?.FunctionName : undefined;
    const target = typeof named === 'string' ? named : state.Resource;
    if (!functions.some((fn) => isNamedBy(fn, target)))
      throw new LocalStackError(
        `The state "${name}" of ${logicalId} calls ${target}, which is no function of the template. ` +
          `The local stack knows ${LAMBDA_INVOKE}, and functions by their ARN.`,
      );
  }
}

function toMachineArn({ place, name }: NamedResource): string {
  return toArn(place, 'states', `stateMachine:${name}`);
}
