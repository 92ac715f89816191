import * as z from 'zod';
import { LocalStackError } from '../local-stack-error.ts';
import type { Assembly, ResolvedResource } from './assembly.ts';
import { isForEvents } from './events.ts';
import { isNamedBy, type LocalFunction } from './lambda.ts';
import type { ResourceType } from './resource-type.ts';

const RULE = 'AWS::Events::Rule';
const INVOKE_CONFIG = 'AWS::Lambda::EventInvokeConfig';

export const SCHEDULE_TYPES: readonly ResourceType[] = [
  {
    type: INVOKE_CONFIG,
    ref: ({ logicalId }) => logicalId,
    properties: ['FunctionName', 'MaximumEventAgeInSeconds', 'MaximumRetryAttempts', 'Qualifier'],
  },
];

/** One function that is invoked again and again, always with the same event. */
export type LocalSchedule = {
  /** The rule's logical id. */
  readonly ruleId: string;
  readonly functionArn: string;
  /** JSON. */
  readonly input: string;
  readonly periodMs: number;
};

/** Here nothing that failed is tried again, so the template must say so too. */
const NO_RETRY = z.literal(0);

const Target = z.strictObject({
  Arn: z.string(),
  Id: z.string(),
  Input: z.string(),
  RetryPolicy: z.strictObject({
    MaximumEventAgeInSeconds: z.number().optional(), // events here are never late
    MaximumRetryAttempts: NO_RETRY,
  }),
});

const RuleProperties = z.looseObject({
  EventBusName: z.undefined().optional(), // schedules are of the default bus
  ScheduleExpression: z
    .string()
    .regex(/^rate\((1 minute|([2-9]|[1-9]\d+) minutes)\)$/, 'is no rate(N minutes)'),
  State: z.literal('ENABLED').default('ENABLED'),
  Targets: z.array(Target).min(1),
});

const InvokeConfigProperties = z.looseObject({
  MaximumRetryAttempts: NO_RETRY,
  Qualifier: z.string(),
});

/** @throws LocalStackError on a rule that is no schedule of minutes, or a target that is no function of the template */
export function readSchedules(
  assembly: Assembly,
  functions: readonly LocalFunction[],
): readonly LocalSchedule[] {
  for (const resource of assembly.resourcesOf(INVOKE_CONFIG)) parse(InvokeConfigProperties, resource);
  const rules = assembly.resourcesOf(RULE).filter((resource) => !isForEvents(resource));
  return rules.flatMap((resource) => {
    const { ScheduleExpression: rate, Targets: targets } = parse(RuleProperties, resource);
    const periodMs = Number(/\d+/.exec(rate)?.[0]) * 60_000;
    return targets.map(({ Arn: functionArn, Input: input }) => {
      refuseTarget(functionArn, resource.logicalId, functions);
      return { ruleId: resource.logicalId, functionArn, input, periodMs };
    });
  });
}

function parse<T>(schema: z.ZodType<T>, { logicalId, properties }: ResolvedResource): T {
  const parsed = schema.safeParse(properties);
  if (parsed.success) return parsed.data;
  throw new LocalStackError(
    `The local stack does not know what ${logicalId} asks for: ${z.prettifyError(parsed.error)}. ` +
      'It knows schedules of rate(N minutes) that invoke functions with a constant input and never try again.',
  );
}

function refuseTarget(arn: string, ruleId: string, functions: readonly LocalFunction[]): void {
  if (functions.some((fn) => isNamedBy(fn, arn))) return;
  throw new LocalStackError(
    `The rule ${ruleId} has the target ${arn}, which is no function of the template. The local stack knows no other.`,
  );
}
