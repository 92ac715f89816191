import { type CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import {
  GetAliasCommand,
  GetEventSourceMappingCommand,
  type GetEventSourceMappingCommandOutput,
  type LambdaClient,
} from '@aws-sdk/client-lambda';
import { LIVE } from '../../infra/live-alias.ts';
import { type Finding, failed, ok } from './report.ts';

export type FunctionChecks = {
  readonly cloudFormation: CloudFormationClient;
  readonly lambda: LambdaClient;
  readonly stack: string;
};

/** The physical ids of the stack's resources of a type. */
export async function idsOf(
  client: CloudFormationClient,
  stack: string,
  type: string,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const page of paginateListStackResources({ client }, { StackName: stack }))
    for (const { ResourceType, PhysicalResourceId } of page.StackResourceSummaries ?? [])
      if (ResourceType === type && PhysicalResourceId) ids.push(PhysicalResourceId);
  return ids;
}

/** Every event source mapping polls, and invokes the alias of its function. */
export async function checkMappings({ cloudFormation, lambda, stack }: FunctionChecks): Promise<Finding> {
  const ids = await idsOf(cloudFormation, stack, 'AWS::Lambda::EventSourceMapping');
  const mappings = await Promise.all(
    ids.map((UUID) => lambda.send(new GetEventSourceMappingCommand({ UUID }))),
  );
  if (ids.length === 0) return failed('the stack has none');
  const wrong = mappings.flatMap((mapping) => toFault(mapping) ?? []);
  return wrong.length === 0 ? ok(`${ids.length} are enabled`) : failed(wrong.join('; '));
}

function toFault(mapping: GetEventSourceMappingCommandOutput): string | undefined {
  const { UUID, State, LastProcessingResult = '', FunctionArn = '' } = mapping;
  if (State !== 'Enabled' || LastProcessingResult.startsWith('PROBLEM'))
    return `${UUID}: ${State}, ${LastProcessingResult}`;
  return FunctionArn.endsWith(`:${LIVE}`)
    ? undefined
    : `${UUID}: invokes ${FunctionArn}, not its alias ${LIVE}`;
}

/** Every alias has one version. Two are right only while a deployment shifts from one to the other. */
export async function checkAliases({ cloudFormation, lambda, stack }: FunctionChecks): Promise<Finding> {
  const arns = await idsOf(cloudFormation, stack, 'AWS::Lambda::Alias');
  if (arns.length === 0) return failed('the stack has none');
  const aliases = await Promise.all(
    arns.map(async (arn) => {
      const [FunctionName, Name] = arn.split(':').slice(-2);
      const { FunctionVersion, RoutingConfig } = await lambda.send(
        new GetAliasCommand({ FunctionName, Name }),
      );
      return {
        arn,
        versions: [FunctionVersion, ...Object.keys(RoutingConfig?.AdditionalVersionWeights ?? {})],
      };
    }),
  );
  const shifting = aliases.filter(({ versions }) => versions.length > 1);
  if (shifting.length === 0) return ok(`${arns.length} have one version`);
  return failed(
    shifting.map(({ arn, versions }) => `${arn} has the versions ${versions.join(' and ')}`).join('; '),
  );
}
