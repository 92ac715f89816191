import * as z from 'zod';
import { type EventPattern, readEventPattern } from '../events/event-pattern.ts';
import { LocalStackError } from '../local-stack-error.ts';
import type { Assembly, ResolvedResource } from './assembly.ts';
import { toArn } from './place.ts';
import type { LocalQueue } from './queues.ts';
import type { NamedResource, ResourceType } from './resource-type.ts';

const BUS = 'AWS::Events::EventBus';
const BUS_POLICY = 'AWS::Events::EventBusPolicy';
const RULE = 'AWS::Events::Rule';

export const EVENT_TYPES: readonly ResourceType[] = [
  {
    type: BUS,
    nameProperty: 'Name',
    attributes: { Arn: toBusArn, Name: ({ name }) => name },
    properties: ['Description', 'Name', 'Tags'],
  },
  {
    type: BUS_POLICY,
    ref: ({ logicalId }) => logicalId,
    properties: ['EventBusName', 'Statement', 'StatementId'],
  },
  {
    type: RULE,
    nameProperty: 'Name',
    attributes: { Arn: ({ place, name }) => toArn(place, 'events', `rule/${name}`) },
    properties: [
      'Description',
      'EventBusName',
      'EventPattern',
      'Name',
      'ScheduleExpression',
      'State',
      'Tags',
      'Targets',
    ],
  },
];

/** A rule of a bus: which events, and the queues that get them. */
export type LocalRule = {
  readonly logicalId: string;
  readonly arn: string;
  readonly fits: EventPattern;
  readonly targets: readonly LocalQueue[];
};

/** An event bus of the template with its rules. */
export type LocalBus = {
  readonly logicalId: string;
  readonly name: string;
  readonly arn: string;
  readonly rules: readonly LocalRule[];
  /** The statements of its resource policy. */
  readonly policy: Readonly<Record<string, unknown>>;
};

const Target = z.strictObject({
  Arn: z.string(),
  Id: z.string(),
  // Both are for a delivery that fails, and here none does: a queue that refuses the rule is refused at start.
  DeadLetterConfig: z.object({ Arn: z.string() }).optional(),
  RetryPolicy: z.object({}).optional(),
  // Fairness between the groups of a standard queue; here nothing waits long enough for it.
  SqsParameters: z.strictObject({ MessageGroupId: z.string() }).optional(),
});

const RuleProperties = z.strictObject({
  Description: z.string().optional(),
  EventBusName: z.string(),
  EventPattern: z.unknown(),
  Name: z.string().optional(),
  State: z.literal('ENABLED').default('ENABLED'),
  Tags: z.unknown().optional(),
  Targets: z.array(Target).min(1),
});

/** @throws LocalStackError on a rule for events that is not of a bus of the template, or whose target is no queue of it */
export function readBuses(assembly: Assembly, queues: readonly LocalQueue[]): readonly LocalBus[] {
  const buses = assembly.resourcesOf(BUS);
  const rules = assembly
    .resourcesOf(RULE)
    .filter(isForEvents)
    .map((resource) => {
      const properties = parse(resource);
      const busName = properties.EventBusName.split('event-bus/').at(-1);
      if (!buses.some(({ name }) => name === busName))
        throw new LocalStackError(
          `The rule ${resource.logicalId} is of the bus ${busName}, which is no bus of the template. Make it in the stack.`,
        );
      return { busName, rule: toRule(resource, properties, queues) };
    });
  return buses.map((resource) => ({
    logicalId: resource.logicalId,
    name: resource.name,
    arn: toBusArn(resource),
    rules: rules.filter(({ busName }) => busName === resource.name).map(({ rule }) => rule),
    policy: toPolicy(resource.name, assembly),
  }));
}

const BusPolicyProperties = z.object({
  EventBusName: z.string(),
  Statement: z.record(z.string(), z.unknown()),
  StatementId: z.string(),
});

/** CloudFormation has a resource for each statement of the policy of a bus. */
function toPolicy(busName: string, assembly: Assembly): Readonly<Record<string, unknown>> {
  const statements = assembly
    .resourcesOf(BUS_POLICY)
    .map(({ properties }) => BusPolicyProperties.parse(properties))
    .filter(({ EventBusName: name }) => name === busName)
    .map(({ Statement: statement }) => statement);
  return { Version: '2012-10-17', Statement: statements };
}

/** Whether a rule waits for events; the others are schedules. */
export function isForEvents({ properties }: ResolvedResource): boolean {
  return z.looseObject({ EventPattern: z.unknown().optional() }).parse(properties).EventPattern !== undefined;
}

function toRule(
  { logicalId, place, name }: ResolvedResource,
  properties: z.infer<typeof RuleProperties>,
  queues: readonly LocalQueue[],
): LocalRule {
  const targets = properties.Targets.map(({ Arn: arn }) => {
    const queue = queues.find((candidate) => candidate.arn === arn);
    if (queue) return queue;
    throw new LocalStackError(
      `The rule ${logicalId} has the target ${arn}, which is no queue of the template. ` +
        'The local stack knows no other target of events.',
    );
  });
  return {
    logicalId,
    arn: toArn(place, 'events', `rule/${name}`),
    fits: readEventPattern(properties.EventPattern, `the rule ${logicalId}`),
    targets,
  };
}

function parse({ logicalId, properties }: ResolvedResource): z.infer<typeof RuleProperties> {
  const parsed = RuleProperties.safeParse(properties);
  if (parsed.success) return parsed.data;
  throw new LocalStackError(
    `The local stack does not know what ${logicalId} asks for: ${z.prettifyError(parsed.error)}. ` +
      'It knows rules of a bus of the template that send whole events to queues.',
  );
}

function toBusArn({ place, name }: NamedResource): string {
  return toArn(place, 'events', `event-bus/${name}`);
}
