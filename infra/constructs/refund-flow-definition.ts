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

const TASK_FAILED = 'Task failed';
const INPUT_REFUSED = 'Input refused';

/** States in which an execution ends although its operation has not, or was never found. */
export const ABANDONING_STATES = [TASK_FAILED, INPUT_REFUSED];

/** Longer than a function may need to run (29 s) and start (10 s). */
const TASK_TIMEOUT = Timeout.duration(Duration.seconds(60));

/** After an answer without a time. */
const PAUSE_WITHOUT_TIME = Duration.seconds(60);

/** After an answer whose time is in the past. Without a pause it would be polled again in the same second. */
const PAUSE_WHEN_DUE = Duration.seconds(15);

/** People at the provider decide within weeks. Polling every hour, as the ledger does, would exceed the history. */
const PAUSE_FOR_APPROVAL = Duration.hours(2);

/** A person may record the outcome at any time. */
const PAUSE_FOR_REVIEW = Duration.hours(6);

/** Nothing was begun because the provider is switched off, which may last for days. */
const PAUSE_FOR_SWITCH = Duration.hours(1);

/**
 * After so many polls the flow waits longer, whatever the operation waits for: a provider that is switched off for weeks, or a
 * time that never changes. The sweeper goes on at its own pace; the flow only observes the end.
 */
const MANY_POLLS = 400;
const PAUSE_AFTER_MANY_POLLS = Duration.hours(3);

/**
 * What the execution keeps: the next task's input, and the values for the choices. The history also contains each task's
 * whole answer; it can be read with GetExecutionHistory and is in no log.
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
  // The whole object, because a null problem has no path to a code. "Keep ids" removes it.
  'problem.$': '$.Payload.problem',
};

const IDS_ONLY = {
  'command.$': '$.answer.command',
  'state.$': '$.answer.state',
  'nextCheckAt.$': '$.answer.nextCheckAt',
  'polls.$': 'States.MathAdd($.polls, 1)',
};

/** The input to follow an operation; each is a text. */
const SETTLE_FIELDS = ['merchantId', 'provider', 'paymentId', 'operationId'];

/**
 * What a task gets. The input of an execution is a value in it, never the event itself: a caller who may start the flow
 * cannot have a function handle another kind of event.
 */
const EVENT = { trigger: 'flow', 'execution.$': '$$.Execution.Id', 'command.$': '$.command' };

/**
 * The states of the refund flow. An execution takes `settle`, which is passed on field by field, or `cancel` and `refund`,
 * which reach the function with every field, because it refuses fields that it does not know: a misspelled `amount` must
 * not return the whole payment. Later tasks get only the ids of the operation, to settle it.
 * @returns the first state
 */
export function defineRefundFlow(
  scope: Construct,
  providerFunctions: readonly ProviderFunction[],
): IChainable {
  const whichProvider = Choice.jsonPath(scope, 'Which provider');
  const howItStands = addOutcomes(scope, addWaits(scope, whichProvider));
  const failed = Fail.jsonPath(scope, TASK_FAILED, {
    comment: 'The problem cannot be solved by a retry, or it lasted too long',
    errorPath: '$.error.Error',
    causePath: '$.error.Cause',
  });
  const switchedOff = Wait.jsonPath(scope, 'Wait for the switch', {
    time: WaitTime.duration(PAUSE_FOR_SWITCH),
  });
  switchedOff.next(whichProvider);
  for (const { provider, live } of providerFunctions) {
    const task = LambdaInvoke.jsonPath(scope, `Ask ${provider.name}`, {
      lambdaFunction: live,
      payload: TaskInput.fromObject(EVENT),
      resultSelector: ANSWER,
      resultPath: '$.answer',
      taskTimeout: TASK_TIMEOUT,
      retryOnServiceExceptions: false, // included in the retries below
    });
    for (const retry of REFUND_FLOW_RETRIES) task.addRetry(retry);
    task.addCatch(switchedOff, { errors: ['provider_disabled'], resultPath: '$.error' });
    task.addCatch(failed, { errors: ['States.ALL'], resultPath: '$.error' });
    whichProvider.when(isProvider(provider.id), task.next(howItStands));
  }
  const refused = addRefusal(scope, providerFunctions);
  whichProvider.otherwise(refused);
  return addActions(scope, whichProvider, refused);
}

/** The actions that an execution can be started with. */
function addActions(scope: Construct, next: IChainable, refused: IChainable): Choice {
  const settled = Object.fromEntries(SETTLE_FIELDS.map((name) => [`${name}.$`, `$.${name}`]));
  const settle = Pass.jsonPath(scope, 'Settle', {
    parameters: { command: { action: 'settle', ...settled }, polls: 0 },
  });
  const begin = Pass.jsonPath(scope, 'Begin', { parameters: { 'command.$': '$', polls: 0 } });
  return Choice.jsonPath(scope, 'Which action')
    .when(Condition.and(isAction('settle'), ...SETTLE_FIELDS.map(isText)), settle.next(next))
    .when(Condition.or(isAction('cancel'), isAction('refund')), begin.next(next))
    .otherwise(refused);
}

function isAction(action: string): Condition {
  return Condition.and(Condition.isPresent('$.action'), Condition.stringEquals('$.action', action));
}

function isText(name: string): Condition {
  return Condition.and(Condition.isPresent(`$.${name}`), Condition.isString(`$.${name}`));
}

function isProvider(id: string): Condition {
  return Condition.and(
    Condition.isPresent('$.command.provider'),
    Condition.stringEquals('$.command.provider', id),
  );
}

function addRefusal(scope: Construct, providerFunctions: readonly ProviderFunction[]): Fail {
  const known = providerFunctions.map(({ provider }) => provider.id).join(', ');
  return Fail.jsonPath(scope, INPUT_REFUSED, {
    error: 'validation_failed',
    cause:
      `The input must have the action settle with ${SETTLE_FIELDS.join(', ')}, or the action cancel or refund with a ` +
      `command; the provider must be one of ${known}.`,
  });
}

/**
 * Distinguishes final states from open ones. The flow succeeds only if the money was returned. An operation that its caller
 * withdrew is `failed` without a problem, so the flow fails with the error `withdrawn`.
 */
function addOutcomes(scope: Construct, open: IChainable): Choice {
  const isFailed = Condition.stringEquals('$.answer.state', 'failed');
  return Choice.jsonPath(scope, 'How it stands')
    .when(
      Condition.stringEquals('$.answer.state', 'succeeded'),
      Succeed.jsonPath(scope, 'Money is back', { outputPath: '$.answer.command' }),
    )
    .when(
      Condition.and(isFailed, Condition.isNull('$.answer.problem')),
      Fail.jsonPath(scope, 'Withdrawn', { error: 'withdrawn', causePath: '$.answer.command.operationId' }),
    )
    .when(
      isFailed,
      Fail.jsonPath(scope, 'Operation failed', {
        comment: 'The error is the code of the problem, the cause is the id of the operation',
        errorPath: '$.answer.problem.code',
        causePath: '$.answer.command.operationId',
      }),
    )
    .otherwise(open);
}

/** Waits before an open operation is polled again: until its time, or for as long as people may need. */
function addWaits(scope: Construct, then: Choice): IChainable {
  const wait = (id: string, time: WaitTime) => Wait.jsonPath(scope, id, { time }).next(then);
  const whenToPoll = Choice.jsonPath(scope, 'When to ask again')
    .when(
      Condition.stringEquals('$.state', 'manual_review'),
      wait('Wait for a person', WaitTime.duration(PAUSE_FOR_REVIEW)),
    )
    .when(
      Condition.numberGreaterThanEquals('$.polls', MANY_POLLS),
      wait('Wait for longer', WaitTime.duration(PAUSE_AFTER_MANY_POLLS)),
    )
    .when(
      Condition.stringEquals('$.state', 'awaiting_approval'),
      wait('Wait for approval', WaitTime.duration(PAUSE_FOR_APPROVAL)),
    )
    .when(
      Condition.not(Condition.isString('$.nextCheckAt')),
      wait('Wait a minute', WaitTime.duration(PAUSE_WITHOUT_TIME)),
    )
    .when(
      Condition.timestampGreaterThanJsonPath('$.nextCheckAt', '$$.State.EnteredTime'),
      wait('Wait until its time', WaitTime.timestampPath('$.nextCheckAt')),
    )
    .otherwise(wait('Wait a moment', WaitTime.duration(PAUSE_WHEN_DUE)));
  return Pass.jsonPath(scope, 'Keep ids', { parameters: IDS_ONLY }).next(whenToPoll);
}
