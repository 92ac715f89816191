import type { Alarm } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { BundledFunction } from './bundled-function.ts';
import type { CommandQueue } from './command-queue.ts';
import type { DeadLetterQueue } from './dead-letter-queue.ts';
import type { EventRelay } from './event-relay.ts';
import type { HttpApi } from './http-api.ts';
import { DUE_INDEX, type Ledger } from './ledger.ts';
import { AlarmTopic } from './observability/alarm-topic.ts';
import { addDashboard } from './observability/operations-dashboard.ts';
import {
  toApiAlarm,
  toCommandsAlarm,
  toDeadLettersAlarm,
  toFlowAlarm,
  toFunctionAlarms,
  toMappingAlarm,
  toOwnAlarms,
  toRelayAlarm,
  toTableAlarm,
} from './observability/platform-alarms.ts';
import { toProviderAlarms } from './observability/provider-alarms.ts';
import { type AlarmProps, addAlarm } from './observability/runbook-alarm.ts';
import type { ProviderFunction } from './provider-function.ts';
import type { RefundFlow } from './refund-flow.ts';
import type { Sessions } from './sessions.ts';

export type ObservabilityProps = {
  readonly providerFunctions: readonly ProviderFunction[];
  readonly apiFunction: BundledFunction;
  readonly operatorFunction: BundledFunction;
  readonly relay: EventRelay;
  readonly api: HttpApi;
  readonly flow: RefundFlow;
  readonly commandQueues: readonly CommandQueue[];
  /** By the prefix of the alarm's id. */
  readonly deadLetters: Readonly<Record<string, DeadLetterQueue>>;
  readonly ledger: Ledger;
  readonly sessions: Sessions;
  /** Receives every alarm. Absent: only subscribers of the topic receive them. */
  readonly alarmEmail?: string | undefined;
};

/** Alarms, each with a page in `docs/runbooks`, and a dashboard. */
export class Observability extends Construct {
  /** Receives every alarm. */
  readonly topic: ITopic;
  /** By their ids. */
  readonly alarms: ReadonlyMap<string, Alarm>;
  /** All of the stack. */
  readonly functions: readonly BundledFunction[];

  constructor(scope: Construct, id: string, props: ObservabilityProps) {
    super(scope, id);
    const { topic } = new AlarmTopic(this, 'Alarms', { email: props.alarmEmail });
    this.topic = topic;
    const action = new SnsAction(topic);
    const added = toAlarms(props).map(
      ([alarmId, alarm]) => [alarmId, addAlarm(this, alarmId, alarm, action)] as const,
    );
    this.alarms = new Map(added);
    const { providerFunctions, apiFunction, operatorFunction, relay } = props;
    this.functions = [...providerFunctions, apiFunction, operatorFunction, relay];
    const providers = providerFunctions.map(({ provider }) => provider);
    addDashboard(this, { providers, functions: this.functions });
  }
}

function toAlarms(props: ObservabilityProps): (readonly [id: string, alarm: AlarmProps])[] {
  const { providerFunctions, apiFunction, operatorFunction, relay, commandQueues, deadLetters, ledger } =
    props;
  const { sessions, api, flow } = props;
  return [
    ...providerFunctions.flatMap(({ provider }) => withPrefix(provider.id, toProviderAlarms(provider))),
    ...[...providerFunctions, apiFunction, operatorFunction, relay].flatMap((each) =>
      withPrefix(each.node.id, toFunctionAlarms(each)),
    ),
    ...Object.entries(toOwnAlarms()),
    ...commandQueues.map((queue) => [`${queue.node.id}Late`, toCommandsAlarm(queue)] as const),
    ...Object.entries(deadLetters).map(
      ([prefix, queue]) => [`${prefix}DeadLetters`, toDeadLettersAlarm(queue)] as const,
    ),
    ['relayBehind', toRelayAlarm(relay)],
    ...[...commandQueues, relay].map((fed) => [`${fed.node.id}MappingStopped`, toMappingAlarm(fed)] as const),
    ['ApiFailing', toApiAlarm(api)],
    ['FlowFailed', toFlowAlarm(flow)],
    ['LedgerThrottles', toTableAlarm(ledger.table.tableName, 'ledger')],
    ['LedgerIndexThrottles', toTableAlarm(ledger.table.tableName, "ledger's due index", DUE_INDEX)],
    ['SessionsThrottles', toTableAlarm(sessions.table.tableName, 'sessions')],
  ];
}

function withPrefix(prefix: string, alarms: Readonly<Record<string, AlarmProps>>) {
  return Object.entries(alarms).map(([id, alarm]) => [`${prefix}${id}`, alarm] as const);
}
