import { Duration } from 'aws-cdk-lib';
import {
  Choice,
  Condition,
  Fail,
  type IChainable,
  Pass,
  Succeed,
  TaskInput,
  Timeout,
  Wait,
  WaitTime,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { ProviderFunction } from './provider-function.ts';
import { REFUND_FLOW_RETRIES } from './refund-flow-retries.ts';

/** Longer than a function may run (29 s) and start (10 s). */
const TASK_TIMEOUT = Timeout.duration(Duration.seconds(60));

/** After an answer that names no time. */
const NO_TIME_NAMED = Duration.seconds(60);

/**
 * After an answer whose time has come already. It would otherwise be asked again in the same second; a time that
 * never moved on would use up the history's 25,000 events after seven hours, not in minutes.
 */
const TIME_HAS_COME = Duration.seconds(15);

/** People at the provider decide, within weeks. Asking every hour as the ledger would fill the history (25,000 events). */
const PROVIDER_DECIDES = Duration.hours(2);

/** A person works on it, and may record the outcome at any time. */
const PERSON_AT_WORK = Duration.hours(6);

/**
 * What stays in the execution: the next task's event, and what the choices go by. The history of an execution shows
 * a task's whole answer besides; it is open to whoever may call GetExecutionHistory, and it is in no log.
 */
const ANSWER = {
  command: {
    action: 'settle',
    'merchantId.$': '$.Payload.merchantId',
    'provider.$': '$.Payload.provider',
    'paymentId.$': '$.Payload.paymentId',
    'operationId.$': '$.Payload.id',
  },
  'state.$': '$.Payload.state',
  'nextCheckAt.$': '$.Payload.nextCheckAt',
  // As a whole, since there is no path to the code of a problem that is null: "Keep ids" takes it away.
  'problem.$': '$.Payload.problem',
};

const IDS_ONLY = { 'command.$': '$.command', 'state.$': '$.state', 'nextCheckAt.$': '$.nextCheckAt' };

/**
 * The states of the refund flow. The first task gets the execution's whole input; every later one only the ids of
 * the operation, to settle it.
 * @returns the first state
 */
export function defineRefundFlow(
  scope: Construct,
  providerFunctions: readonly ProviderFunction[],
): IChainable {
  const whichProvider = Choice.jsonPath(scope, 'Which provider');
  const howItStands = addOutcomes(scope, addWaits(scope, whichProvider));
  const failed = Fail.jsonPath(scope, 'Task failed', {
    comment: 'The problem is of a kind that trying again does not mend, or it lasted too long',
    errorPath: '$.error.Error',
    causePath: '$.error.Cause',
  });
  for (const { provider, function: handler } of providerFunctions) {
    const task = LambdaInvoke.jsonPath(scope, `Ask ${provider.name}`, {
      lambdaFunction: handler,
      payload: TaskInput.fromJsonPathAt('$.command'),
      resultSelector: ANSWER,
      taskTimeout: TASK_TIMEOUT,
      retryOnServiceExceptions: false, // they are among the retries below
    });
    for (const retry of REFUND_FLOW_RETRIES) task.addRetry(retry);
    task.addCatch(failed, { errors: ['States.ALL'], resultPath: '$.error' });
    whichProvider.when(isProvider(provider.id), task.next(howItStands));
  }
  whichProvider.otherwise(addUnknownProvider(scope, providerFunctions));
  return Pass.jsonPath(scope, 'Take the command', { parameters: { 'command.$': '$' } }).next(whichProvider);
}

function isProvider(id: string): Condition {
  return Condition.and(
    Condition.isPresent('$.command.provider'),
    Condition.stringEquals('$.command.provider', id),
  );
}

function addUnknownProvider(scope: Construct, providerFunctions: readonly ProviderFunction[]): Fail {
  const known = providerFunctions.map(({ provider }) => provider.id).join(', ');
  return Fail.jsonPath(scope, 'Provider unknown', {
    error: 'validation_failed',
    cause: `The input's provider is none of ${known}. Start the flow again with one of them.`,
  });
}

/**
 * Where an operation's end is told from its middle. Success means that the money is back, and nothing else: an
 * operation that its caller withdrew is `failed` without a problem, and moved none, so it fails by a name of its own.
 */
function addOutcomes(scope: Construct, open: IChainable): Choice {
  const isFailed = Condition.stringEquals('$.state', 'failed');
  return Choice.jsonPath(scope, 'How it stands')
    .when(
      Condition.stringEquals('$.state', 'succeeded'),
      Succeed.jsonPath(scope, 'Money is back', { outputPath: '$.command' }),
    )
    .when(
      Condition.and(isFailed, Condition.isNull('$.problem')),
      Fail.jsonPath(scope, 'Withdrawn', { error: 'withdrawn', causePath: '$.command.operationId' }),
    )
    .when(
      isFailed,
      Fail.jsonPath(scope, 'Operation failed', {
        comment: 'The error is the code of the problem, the cause is the id of the operation',
        errorPath: '$.problem.code',
        causePath: '$.command.operationId',
      }),
    )
    .otherwise(open);
}

/** An operation that is open is asked again: when it says, or when people may have been at it. */
function addWaits(scope: Construct, then: Choice): IChainable {
  const wait = (id: string, time: WaitTime) => Wait.jsonPath(scope, id, { time }).next(then);
  const whenToAsk = Choice.jsonPath(scope, 'When to ask again')
    .when(
      Condition.stringEquals('$.state', 'manual_review'),
      wait('Wait for a person', WaitTime.duration(PERSON_AT_WORK)),
    )
    .when(
      Condition.stringEquals('$.state', 'awaiting_approval'),
      wait('Wait for approval', WaitTime.duration(PROVIDER_DECIDES)),
    )
    .when(
      Condition.not(Condition.isString('$.nextCheckAt')),
      wait('Wait a minute', WaitTime.duration(NO_TIME_NAMED)),
    )
    .when(
      Condition.timestampGreaterThanJsonPath('$.nextCheckAt', '$$.State.EnteredTime'),
      wait('Wait until its time', WaitTime.timestampPath('$.nextCheckAt')),
    )
    .otherwise(wait('Wait a moment', WaitTime.duration(TIME_HAS_COME)));
  return Pass.jsonPath(scope, 'Keep ids', { parameters: IDS_ONLY }).next(whenToAsk);
}
