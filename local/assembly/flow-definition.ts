import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';

/** Calls a function and gives its answer as `$.Payload`. */
export const LAMBDA_INVOKE = 'arn:aws:states:::lambda:invoke';

/** A path that reaches something: the engine takes no intrinsic function in its place. */
const Path = z.string().regex(/^\$/, 'is no path');
const Target = { Next: z.string().optional(), End: z.literal(true).optional() };
const Common = { Comment: z.string().optional(), OutputPath: z.unknown().optional() };

const Retrier = z.strictObject({
  ErrorEquals: z.array(z.string()),
  IntervalSeconds: z.number().default(1),
  MaxAttempts: z.number().optional(),
  BackoffRate: z.number().optional(),
  MaxDelaySeconds: z.number().optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).optional(),
});

/** What leads on to another state: a catcher, or a rule of a choice. */
const Rule = z.looseObject({ Next: z.string() });

const Task = z.strictObject({
  ...{ Type: z.literal('Task'), ...Common, ...Target, InputPath: z.unknown().optional() },
  ...{ ResultSelector: z.unknown().optional(), ResultPath: z.unknown().optional() },
  Resource: z.string(),
  Parameters: z.looseObject({ FunctionName: z.unknown().optional() }).optional(),
  TimeoutSeconds: z.number().optional(),
  Retry: z.array(Retrier).optional(),
  Catch: z.array(Rule).optional(),
});

/** Without InputPath, which here would not reach the state's output as it does on AWS. */
const Wait = z.strictObject({
  ...{ Type: z.literal('Wait'), ...Common, ...Target },
  Seconds: z.number().optional(),
  SecondsPath: Path.optional(),
  Timestamp: z.string().optional(),
  TimestampPath: Path.optional(),
});

const Others = [
  z.strictObject({
    ...{ Type: z.literal('Pass'), ...Common, ...Target, InputPath: z.unknown().optional() },
    ...{ Parameters: z.unknown().optional(), ResultPath: z.unknown().optional() },
  }),
  z.strictObject({
    ...{ Type: z.literal('Choice'), ...Common, InputPath: z.unknown().optional() },
    ...{ Choices: z.array(Rule), Default: z.string().optional() },
  }),
  z.strictObject({ Type: z.literal('Succeed'), ...Common, InputPath: z.unknown().optional() }),
  z.strictObject({
    ...{ Type: z.literal('Fail'), Comment: z.string().optional() },
    ...{ Error: z.string().optional(), ErrorPath: Path.optional() },
    ...{ Cause: z.string().optional(), CausePath: Path.optional() },
  }),
] as const;

const State = z.discriminatedUnion('Type', [Task, Wait, ...Others]);

/** What the engine gets right; any other member of a definition or of a state is refused by name. */
const Definition = z.strictObject({
  Comment: z.string().optional(),
  QueryLanguage: z.literal('JSONPath').optional(),
  StartAt: z.string(),
  States: z.record(z.string(), State),
  TimeoutSeconds: z.number().optional(),
  Version: z.string().optional(),
});

export type FlowDefinition = z.infer<typeof Definition>;
export type FlowState = z.infer<typeof State>;

/** `$name` is a variable, `$$.…` the context: of that only this much has a value here. */
const UNKNOWN_PATH = /\$(?:[A-Za-z_]\w*|\$(?!\.(?:Execution|StateMachine)\.|\.State\.EnteredTime\b)[\w.]*)/;

const TYPE_TEST = /^Is(?:Boolean|Null|Numeric|Present|String|Timestamp)$/;

/** @throws LocalStackError naming what the engine does not know, or would silently get wrong */
export function readFlowDefinition(text: string, logicalId: string): FlowDefinition {
  const parsed = Definition.safeParse(JSON.parse(text));
  if (!parsed.success) refuse(logicalId, z.prettifyError(parsed.error));
  const { StartAt, States } = parsed.data;
  if (!(StartAt in States)) refuse(logicalId, `StartAt: ${StartAt}, which is no state`);
  for (const [name, state] of Object.entries(States)) {
    const wrong = problemIn(state) ?? problemOnTheWay(state, States);
    if (wrong) refuse(logicalId, `${wrong} in the state "${name}"`);
  }
  return parsed.data;
}

/** The engine would find these when an execution comes to the state. */
function problemOnTheWay(state: FlowState, states: FlowDefinition['States']): string | undefined {
  const goesOn = 'Next' in state || 'End' in state;
  if (['Task', 'Wait', 'Pass'].includes(state.Type) && !goesOn) return 'neither Next nor End';
  const nowhere = waysOutOf(state).find((name) => !(name in states));
  return nowhere === undefined ? undefined : `Next: ${nowhere}, which is no state,`;
}

function waysOutOf(state: FlowState): readonly string[] {
  const rules = [
    ...('Catch' in state ? (state.Catch ?? []) : []),
    ...('Choices' in state ? state.Choices : []),
  ];
  const next = 'Next' in state ? state.Next : 'Default' in state ? state.Default : undefined;
  return [...rules.map(({ Next }) => Next), ...(next === undefined ? [] : [next])];
}

function refuse(logicalId: string, what: string): never {
  throw new LocalStackError(
    `The local stack does not know what ${logicalId} asks for: ${what}. It runs Standard state machines in JSONPath, of ` +
      'Task (functions), Pass, Wait, Choice, Succeed and Fail: see local/assembly/flow-definition.ts.',
  );
}

function problemIn(value: unknown, key = ''): string | undefined {
  if (TYPE_TEST.test(key) && value !== true) return `${key}: ${value} (write Not around ${key}: true)`;
  if (typeof value === 'string') return isPathKey(key) ? UNKNOWN_PATH.exec(value)?.[0] : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [inner, item] of Object.entries(value)) {
    const wrong = problemIn(item, inner);
    if (wrong) return wrong;
  }
  return undefined;
}

function isPathKey(key: string): boolean {
  return key.endsWith('.$') || key.endsWith('Path') || key === 'Variable';
}
