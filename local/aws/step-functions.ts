import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { Execution } from '../flows/execution.ts';
import type { Executions } from '../flows/executions.ts';
import type { AwsAnswer, AwsErrorCode, AwsRequest, AwsService } from './aws-service.ts';

const ERRORS: Readonly<Record<AwsErrorCode, { readonly status: number; readonly type: string }>> = {
  AccessDenied: { status: 400, type: 'AccessDeniedException' },
  Throttled: { status: 400, type: 'ThrottlingException' },
  Unavailable: { status: 503, type: 'ServiceUnavailable' },
  UnknownOperation: { status: 400, type: 'UnknownOperationException' },
  Invalid: { status: 400, type: 'ValidationException' },
};

/** Of an execution's input, in bytes. */
const INPUT_LIMIT_BYTES = 262_144;

/** What the name of an execution may not hold: white space, control characters, brackets, wildcards and the like. */
const NOT_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;
const NAME_LIMIT = 80;
const PAGE = 100;

const Start = z.strictObject({
  stateMachineArn: z.string(),
  input: z.string().default('{}'),
  name: z.string().optional(),
  traceHeader: z.string().optional(), // nothing here collects traces
});
const Paged = { maxResults: z.number().optional(), nextToken: z.string().optional() };
const List = z.strictObject({
  stateMachineArn: z.string(),
  statusFilter: z.string().optional(),
  ...Paged,
});
const Describe = z.strictObject({ executionArn: z.string(), includedData: z.string().optional() });
const Stop = z.strictObject({
  executionArn: z.string(),
  error: z.string().optional(),
  cause: z.string().optional(),
});
const History = z.strictObject({
  executionArn: z.string(),
  includeExecutionData: z.boolean().optional(),
  reverseOrder: z.boolean().default(false),
  ...Paged,
});
const Subject = z.looseObject({
  stateMachineArn: z.string().optional(),
  executionArn: z.string().optional(),
});

/** Step Functions' API of executions, as much of it as functions and operators use. */
export function createStepFunctions(executions: Executions): AwsService {
  return {
    targetPrefix: 'AWSStepFunctions',
    describe: (request) => {
      const arn = toSubject(request);
      return { keys: [arn], rights: [{ action: `states:${request.operation}`, resourceArn: arn }] };
    },
    handle: async ({ operation, body }) =>
      OPERATIONS[operation]?.(executions, body) ??
      toError(
        'UnknownOperationException',
        `The local Step Functions does not know ${operation}. It knows ${Object.keys(OPERATIONS).join(', ')}.`,
      ),
    toError: (code, message) => toError(ERRORS[code].type, message, ERRORS[code].status),
  };
}

const OPERATIONS: Readonly<Record<string, (executions: Executions, body: unknown) => AwsAnswer>> = {
  StartExecution: startExecution,
  ListExecutions: listExecutions,
  DescribeExecution: (executions, body) =>
    withExecution(executions, Describe.parse(body), (found) => ok(toDescription(found))),
  StopExecution: stopExecution,
  GetExecutionHistory: getExecutionHistory,
};

function startExecution(executions: Executions, body: unknown): AwsAnswer {
  const { stateMachineArn, input, name } = Start.parse(body);
  const machine = executions.findMachine(stateMachineArn);
  if (!machine) return toMachineMissing(stateMachineArn);
  const refusal = refuseName(name) ?? refuseInput(input);
  if (refusal) return refusal;
  const execution = executions.start(machine, input, name);
  if (execution) return ok({ executionArn: execution.arn, startDate: toSeconds(execution.startedAt) });
  const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
  return toError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
}

function listExecutions(executions: Executions, body: unknown): AwsAnswer {
  const { stateMachineArn, statusFilter, ...paging } = List.parse(body);
  if (!executions.findMachine(stateMachineArn)) return toMachineMissing(stateMachineArn);
  const matching = executions
    .list()
    .filter(({ machine }) => machine.arn === stateMachineArn)
    .map(toSummary)
    .filter(({ status }) => statusFilter === undefined || status === statusFilter);
  const { page, nextToken } = toPage(matching, paging);
  return ok({ executions: page, nextToken });
}

function stopExecution(executions: Executions, body: unknown): AwsAnswer {
  const request = Stop.parse(body);
  return withExecution(executions, request, (execution) => {
    execution.abort(request.error, request.cause);
    return ok({ stopDate: toSeconds(execution.end()?.stoppedAt) });
  });
}

function getExecutionHistory(executions: Executions, body: unknown): AwsAnswer {
  const request = History.parse(body);
  return withExecution(executions, request, ({ history }) => {
    const { page, nextToken } = toPage(request.reverseOrder ? history.toReversed() : history, request);
    return ok({ events: page, nextToken });
  });
}

function withExecution(
  executions: Executions,
  { executionArn }: { readonly executionArn: string },
  answer: (execution: Execution) => AwsAnswer,
): AwsAnswer {
  const execution = executions.find(executionArn);
  if (execution) return answer(execution);
  return toError('ExecutionDoesNotExist', `Execution Does Not Exist: '${executionArn}'`);
}

function toSubject({ body }: AwsRequest): string {
  const { stateMachineArn, executionArn } = Subject.parse(body);
  return executionArn ?? stateMachineArn ?? '*';
}

function refuseName(name: string | undefined): AwsAnswer | undefined {
  if (name === undefined) return undefined;
  if (name !== '' && name.length <= NAME_LIMIT && !NOT_IN_NAMES.test(name)) return undefined;
  return toError('InvalidName', `Invalid Name: '${name}'`);
}

function refuseInput(input: string): AwsAnswer | undefined {
  if (Buffer.byteLength(input) > INPUT_LIMIT_BYTES)
    return toError('InvalidExecutionInput', `The input is longer than ${INPUT_LIMIT_BYTES} bytes.`);
  try {
    JSON.parse(input);
    return undefined;
  } catch (error) {
    return toError('InvalidExecutionInput', `Invalid State Machine Execution Input: '${error}'`);
  }
}

function toSummary({ arn, name, machine, startedAt, end }: Execution) {
  return {
    executionArn: arn,
    name,
    stateMachineArn: machine.arn,
    status: end()?.status ?? 'RUNNING',
    startDate: toSeconds(startedAt),
    stopDate: toSeconds(end()?.stoppedAt),
  };
}

function toDescription(execution: Execution) {
  const { output, error, cause } = execution.end() ?? {};
  return {
    ...toSummary(execution),
    ...{ input: execution.input, inputDetails: { included: true } },
    ...(output !== undefined && { output, outputDetails: { included: true } }),
    ...{ error, cause },
  };
}

/** A token is the place of the next one in the list. */
function toPage<T>(
  all: readonly T[],
  {
    maxResults = PAGE,
    nextToken = '0',
  }: { readonly maxResults?: number | undefined; readonly nextToken?: string | undefined },
) {
  const from = Number(nextToken);
  const to = from + (maxResults || PAGE);
  return { page: all.slice(from, to), nextToken: to < all.length ? String(to) : undefined };
}

function toMachineMissing(arn: string): AwsAnswer {
  return toError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
}

function toSeconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

function ok(body: object): AwsAnswer {
  return toAnswer(200, body);
}

function toError(type: string, message: string, status = 400): AwsAnswer {
  return toAnswer(status, { __type: type, message });
}

function toAnswer(status: number, body: object): AwsAnswer {
  const headers = { 'content-type': 'application/x-amz-json-1.0', 'x-amzn-requestid': randomUUID() };
  return { status, headers, body: JSON.stringify(body) };
}
