/** A Standard state machine, as the CDK writes it, with a role that may invoke these functions. */
export function toMachine(
  id: string,
  definition: object,
  invokes: readonly string[] = [],
): Readonly<Record<string, object>> {
  const role = { 'Fn::GetAtt': [`${id}Role`, 'Arn'] };
  const functions = invokes.map((functionId) => ({ 'Fn::GetAtt': [functionId, 'Arn'] }));
  const statement = { Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: functions };
  return {
    [`${id}Role`]: { Type: 'AWS::IAM::Role', Properties: { AssumeRolePolicyDocument: {} } },
    ...(invokes.length > 0 && {
      [`${id}Policy`]: {
        Type: 'AWS::IAM::Policy',
        Properties: {
          PolicyName: `${id}Policy`,
          PolicyDocument: { Version: '2012-10-17', Statement: [statement] },
          Roles: [{ Ref: `${id}Role` }],
        },
      },
    }),
    [id]: {
      Type: 'AWS::StepFunctions::StateMachine',
      Properties: { DefinitionString: toDefinitionString(definition), RoleArn: role },
    },
  };
}

/** A task that calls a function with this event. */
export function toTask(functionId: string, rest: object, event: string = '$'): object {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Parameters: { FunctionName: toPlaceholder(functionId), 'Payload.$': event },
    ...rest,
  };
}

/** Stands for the function's ARN until the definition is written. */
function toPlaceholder(functionId: string): string {
  return `{{${functionId}}}`;
}

function toDefinitionString(definition: object): object {
  const parts = JSON.stringify(definition).split(/\{\{(\w+)\}\}/);
  const joined = parts.map((part, index) => (index % 2 ? { 'Fn::GetAtt': [part, 'Arn'] } : part));
  return { 'Fn::Join': ['', joined] };
}
