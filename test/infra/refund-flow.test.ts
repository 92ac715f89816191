import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PROVIDERS } from '../../infra/providers.ts';
import { PROBLEMS } from '../../shared/domain/problem.ts';
import { aliasIn, only, propertiesOf, type Resources, template } from './synthesize.ts';

const DAY_SECONDS = 86_400;

/** What a function gets: the input of an execution is a value in it. */
const EVENT = { trigger: 'flow', 'execution.$': '$$.Execution.Id', 'command.$': '$.command' };

const machine = only('AWS::StepFunctions::StateMachine', 'RefundFlow');
const definition = JSON.parse(machine.DefinitionString['Fn::Join'][1].map(toText).join(''));
const states: [name: string, state: Resources[string]][] = Object.entries(definition.States);
const tasks = statesOf('Task');
const statements: Resources[string][] = only('AWS::IAM::Policy', 'RefundFlowRole').PolicyDocument.Statement;

function toText(part: string | { readonly Ref?: string; readonly 'Fn::GetAtt'?: readonly [string] }): string {
  return typeof part === 'string' ? part : (part.Ref ?? part['Fn::GetAtt']?.[0] ?? '');
}

/** The provider that a task asks. */
function toId(task: string): string {
  return PROVIDERS.find(({ name }) => task === `Ask ${name}`)?.id ?? '';
}

function statesOf(type: string) {
  return states.filter(([, { Type }]) => Type === type);
}

test('the flow is a Standard state machine in JSONPath with a limit of 90 days', () => {
  assert.deepEqual(
    [machine.StateMachineType, definition.QueryLanguage ?? 'JSONPath', definition.TimeoutSeconds],
    ['STANDARD', 'JSONPath', 90 * DAY_SECONDS],
  );
});

test('the history of 90 days fits into 25,000 events', () => {
  // A poll enters and leaves six states, and its task has three more events.
  const perPoll = 6 * 2 + 3;
  const retriesPerPoll = 2;
  const choices: Resources[string][] = definition.States['When to ask again'].Choices;
  const [review, many] = choices;
  assert.deepEqual(
    [review?.StringEquals, many?.Variable, many?.Next],
    ['manual_review', '$.polls', 'Wait for longer'],
  );
  const pauses = [review?.Next, many?.Next].map((name) => definition.States[name].Seconds);
  // At the pace of the operation at first, whatever that is, and then at that of the longer pause.
  const polls = many?.NumericGreaterThanEquals + (90 * DAY_SECONDS) / Math.min(...pauses);
  assert.ok(polls * (perPoll + retriesPerPoll * 3) < 25_000, `${polls} polls`);
});

test('a flow waits for a provider that is switched off as long as it lives, within its history', () => {
  const { Seconds, Next } = definition.States['Wait for the switch'];
  const perTry = 9;
  assert.equal(Next, 'Which provider');
  assert.ok(((90 * DAY_SECONDS) / Seconds) * perTry < 25_000);
});

test('every poll is counted', () => {
  for (const first of ['Settle', 'Begin']) assert.equal(definition.States[first].Parameters.polls, 0);
  assert.equal(definition.States['Keep ids'].Parameters['polls.$'], 'States.MathAdd($.polls, 1)');
});

test('there is one task per provider, which calls its function', () => {
  assert.deepEqual(
    tasks.map(([name, { Resource, Parameters }]) => [name, Resource, Parameters.Payload]),
    PROVIDERS.map(({ name }) => [`Ask ${name}`, 'arn:AWS::Partition:states:::lambda:invoke', EVENT]),
  );
  for (const [index, { id }] of PROVIDERS.entries())
    assert.match(tasks[index]?.[1].Parameters.FunctionName, new RegExp(`^${id}FunctionAliaslive`));
});

for (const [name, { Retry, Catch, TimeoutSeconds, ResultSelector }] of tasks)
  describe(name, () => {
    const retried: string[] = Retry.flatMap((retrier: Resources[string]) => retrier.ErrorEquals);

    for (const [code, { retry }] of Object.entries(PROBLEMS)) {
      // A time limit that has passed cannot be met by a retry, and a switch is waited for.
      const isElsewhere = code === 'deadline_exceeded' || code === 'provider_disabled';
      const isRetried = (retry === 'after' || retry === 'same_key') && !isElsewhere;
      test(`${code} is ${isRetried ? 'retried' : 'caught'}, like its field retry (${retry})`, () => {
        assert.equal(retried.includes(code), isRetried);
      });
    }

    test("Lambda's transient errors are retried", () => {
      for (const error of [
        ...['Lambda.TooManyRequestsException', 'Lambda.ServiceException', 'Lambda.AWSLambdaException'],
        ...['Lambda.SdkClientException', 'Lambda.Unknown', 'Sandbox.Timedout', 'States.Timeout'],
      ])
        assert.ok(retried.includes(error), error);
    });

    test('no error is retried by two rules, and none by a wildcard', () => {
      assert.equal(new Set(retried).size, retried.length);
      assert.ok(!retried.some((error) => error === 'States.ALL' || error === 'States.TaskFailed'));
    });

    test('pauses grow, have jitter, and end', () => {
      for (const { BackoffRate, JitterStrategy, MaxAttempts, MaxDelaySeconds } of Retry) {
        assert.deepEqual([BackoffRate, JitterStrategy], [2, 'FULL']);
        assert.ok(MaxAttempts <= 12 && MaxDelaySeconds <= 300);
      }
    });

    test('a switched-off provider is waited for, and any other error fails the flow under its own name', () => {
      assert.deepEqual(Catch, [
        { ErrorEquals: ['provider_disabled'], ResultPath: '$.error', Next: 'Wait for the switch' },
        { ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: 'Task failed' },
      ]);
      assert.equal(definition.States['Task failed'].ErrorPath, '$.error.Error');
    });

    test('its timeout is longer than that of the function', () => {
      const { Timeout } = only('AWS::Lambda::Function', `${toId(name)}Function`);
      assert.ok(TimeoutSeconds > Timeout);
    });

    test('it keeps ids, state, time and problem of the answer', () => {
      assert.deepEqual(Object.keys(ResultSelector).sort(), [
        'command',
        'nextCheckAt.$',
        'problem.$',
        'state.$',
      ]);
    });
  });

test('settle is passed on field by field, and by no other way does the input become the command of settle', () => {
  assert.deepEqual(definition.States.Settle.Parameters, {
    command: {
      action: 'settle',
      'merchantId.$': '$.merchantId',
      'provider.$': '$.provider',
      'paymentId.$': '$.paymentId',
      'operationId.$': '$.operationId',
    },
    polls: 0,
  });
  assert.deepEqual(definition.States.Begin.Parameters, { 'command.$': '$', polls: 0 });
  const [, begin] = definition.States['Which action'].Choices;
  const actions = begin.Or.map(({ And }: Resources[string]) => And[1].StringEquals);
  assert.deepEqual([begin.Next, actions], ['Begin', ['cancel', 'refund']]);
  assert.equal(definition.States['Which action'].Default, 'Input refused');
});

test('waiting states keep no problem', () => {
  const { Parameters, Next } = definition.States['Keep ids'];
  assert.deepEqual(Object.keys(Parameters).sort(), ['command.$', 'nextCheckAt.$', 'polls.$', 'state.$']);
  const waits: string[] = definition.States[Next].Choices.map((rule: Resources[string]) => rule.Next);
  assert.deepEqual(
    [...waits, definition.States[Next].Default].sort(),
    statesOf('Wait')
      .map(([name]) => name)
      .filter((name) => name !== 'Wait for the switch')
      .sort(),
  );
});

test('every fixed wait takes at least some seconds', () => {
  for (const [name, { Seconds = 15 }] of statesOf('Wait')) assert.ok(Seconds >= 15, name);
});

test('every state is reached from the first', () => {
  const reached = new Set<string>();
  const reach = (name: string) => {
    if (reached.has(name)) return;
    reached.add(name);
    const { Next, Default, Choices = [], Catch = [] } = definition.States[name];
    for (const next of [Next, Default, ...[...Choices, ...Catch].map((way) => way.Next)])
      if (next) reach(next);
  };
  reach(definition.StartAt);
  assert.deepEqual([...reached].sort(), states.map(([name]) => name).sort());
});

test('its log contains no data', () => {
  const { Level, IncludeExecutionData, Destinations } = machine.LoggingConfiguration;
  const [{ CloudWatchLogsLogGroup: group }] = Destinations;
  assert.deepEqual([Level, IncludeExecutionData], ['ALL', false]);
  assert.equal(only('AWS::Logs::LogGroup', 'RefundFlow').RetentionInDays, 30);
  assert.match(group.LogGroupArn['Fn::GetAtt'][0], /^RefundFlowLogs/);
});

test('it is traced', () => {
  assert.deepEqual(machine.TracingConfiguration, { Enabled: true });
});

test('its role invokes the functions of the providers and nothing else', () => {
  const [invoke, ...others] = statements;
  assert.equal(invoke?.Action, 'lambda:InvokeFunction');
  assert.deepEqual(
    invoke?.Resource.map((resource: Resources[string]) => aliasIn(resource).replace(/Function.*/, '')),
    PROVIDERS.map(({ id }) => id),
  );
  assert.deepEqual(
    others.flatMap(({ Action }) => Action).filter((action) => !/^(logs|xray):/.test(action)),
    [],
  );
});

test('only Step Functions can assume its role', () => {
  const { AssumeRolePolicyDocument } = only('AWS::IAM::Role', 'RefundFlowRole');
  assert.deepEqual(AssumeRolePolicyDocument.Statement, [
    { Action: 'sts:AssumeRole', Effect: 'Allow', Principal: { Service: 'states.amazonaws.com' } },
  ]);
});

test('only the relay gets the ARN of the flow and may start it', () => {
  const receivers = propertiesOf('AWS::Lambda::Function').filter(([, { Environment }]) =>
    JSON.stringify(Environment.Variables).includes('RefundFlowMachine'),
  );
  assert.deepEqual(
    receivers.map(([id]) => id.replace(/Function.*/, '')),
    ['relay'],
  );
  const starters = propertiesOf('AWS::IAM::Policy').filter(([, policy]) =>
    JSON.stringify(policy).includes('states:StartExecution'),
  );
  assert.deepEqual(
    starters.map(([id]) => id.replace(/Role.*/, '')),
    ['relay'],
  );
});

test('the ARN of the flow is an output', () => {
  assert.match(template.Outputs.RefundFlowArn?.Value.Ref, /^RefundFlowMachine/);
});
