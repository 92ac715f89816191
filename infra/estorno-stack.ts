import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { EventBus as Bus } from 'aws-cdk-lib/aws-events';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { toSecretsPrefix } from '../shared/domain/stage.ts';
import { type Configuration, toConfiguration } from './configuration.ts';
import { BundledFunction } from './constructs/bundled-function.ts';
import { CommandQueue, commandsFor, unroutedCommands } from './constructs/command-queue.ts';
import { DeadLetterQueue } from './constructs/dead-letter-queue.ts';
import { Egress } from './constructs/egress.ts';
import { EncryptionKey } from './constructs/encryption-key.ts';
import { EventBus } from './constructs/event-bus.ts';
import { EventForwarding } from './constructs/event-forwarding.ts';
import { EventRelay } from './constructs/event-relay.ts';
import { HttpApi } from './constructs/http-api.ts';
import { Ledger } from './constructs/ledger.ts';
import { MeasureSchedule } from './constructs/measure-schedule.ts';
import { addMerchantAccess } from './constructs/merchant-access.ts';
import { Observability } from './constructs/observability.ts';
import { OperatorAccess } from './constructs/operator-access.ts';
import { OperatorFunction } from './constructs/operator-function.ts';
import { toProducers } from './constructs/producers.ts';
import { ProviderFunction, type ProviderFunctionProps } from './constructs/provider-function.ts';
import { RefundFlow } from './constructs/refund-flow.ts';
import { Sessions } from './constructs/sessions.ts';
import { applySettings } from './constructs/stack-settings.ts';
import { SweepSchedule } from './constructs/sweep-schedule.ts';
import { addTrafficShift } from './constructs/traffic-shift.ts';
import type { EstornoOptions } from './options/estorno-options.ts';
import { prepareStack, toStackProps } from './prepare-stack.ts';
import {
  type Provider,
  toCommandsOutput,
  toDeadLettersOutput,
  toFunctionOutput,
  UNROUTED,
} from './providers.ts';
import { stageOf } from './stage.ts';

type Stores = Pick<ProviderFunctionProps, 'ledger' | 'sessions' | 'credentialsKey'> & {
  /** Absent: no provider is called from a fixed address. */
  readonly egress?: Egress | undefined;
};

type CommandHandlers = Pick<Configuration, 'operators'> & {
  readonly providerFunctions: readonly ProviderFunction[];
  readonly apiFunction: BundledFunction;
};

export type EstornoStackProps = StackProps & {
  /** What the deployment chooses. @default nothing: all providers, callers sign with IAM, no merchant has access */
  readonly options?: EstornoOptions;
};

/** The whole stack: one function per provider behind one HTTP API, with schedules, queues, ledger and sessions. */
export class EstornoStack extends Stack {
  /** Commands of storefronts in, events of operations out. */
  readonly eventBus: Bus;
  /** The address of the API, with a slash at the end. */
  readonly apiUrl: string;
  /** Receives every alarm. */
  readonly alarmTopic: ITopic;
  /** Follows a refund to its end. */
  readonly refundFlow: IStateMachine;

  /** @throws UsageError with the wrong option and what to use instead */
  constructor(scope: Construct, id: string, { options = {}, ...props }: EstornoStackProps = {}) {
    const configuration = toConfiguration(options);
    super(scope, id, { ...toStackProps(configuration), ...props });
    prepareStack(this, configuration);

    const { providers, jwt, alarmEmail } = configuration;
    const ledger = new Ledger(this, 'Ledger', configuration.ledgerKeyArn);
    const credentialsKey = new EncryptionKey(this, 'Credentials', {
      description: 'Estorno: credentials of merchants, and access tokens',
      usedBy: ['dynamodb', 'secretsmanager'],
      existingArn: configuration.credentialsKeyArn,
    });
    const sessions = new Sessions(this, 'Sessions', credentialsKey);
    const egress = configuration.fixedAddress.length > 0 ? new Egress(this, 'Egress') : undefined;
    const stores = { ledger, sessions, credentialsKey, egress };
    const providerFunctions = this.addProviderFunctions(configuration, stores);
    this.addSchedules(providerFunctions);
    const apiFunction = this.addApiFunction(providers);
    const operatorFunction = new OperatorFunction(this, 'operator', { ...configuration, ...stores });
    const api = new HttpApi(this, 'HttpApi', {
      ...configuration,
      ...{ providerFunctions, operatorFunction, defaultFunction: apiFunction },
    });

    const bus = new EventBus(this, 'EventBus');
    const commands = this.addCommandQueues(bus, { providerFunctions, apiFunction, ...configuration });
    const relay = new EventRelay(this, 'relay', { ledger, bus });
    const publishers = [...providerFunctions, apiFunction, relay].map(({ role }) => role);
    bus.denyOthers(publishers, toProducers(this, configuration));
    this.addQueueOutput(toDeadLettersOutput('relay'), relay.deadLetters);
    const flow = new RefundFlow(this, 'RefundFlow', { providerFunctions });
    flow.grantStart(relay);
    new CfnOutput(this, 'RefundFlowArn', {
      value: flow.machine.stateMachineArn,
      description: 'The state machine that follows a refund to its end',
    });

    const forwarding = this.addForwarding(bus, configuration.publishTo);
    const observability = new Observability(this, 'Observability', {
      ...{ providerFunctions, apiFunction, operatorFunction, api, relay, flow, ledger, sessions, alarmEmail },
      commandQueues: commands.queues,
      deadLetters: {
        command: commands.deadLetters,
        relay: relay.deadLetters,
        ...(forwarding && { forwarding: forwarding.deadLetters }),
      },
    });

    addTrafficShift(this, configuration.shift, observability);
    new OperatorAccess(this, 'Operator', { api, providers, credentialsKey });
    const { merchants } = configuration;
    addMerchantAccess(this, { merchants, bus, stackName: this.stackName, ...(!jwt && { api }) });
    this.addOutputs(api, bus, providerFunctions);
    this.addStoreOutputs(stores);
    applySettings(this, configuration);
    this.eventBus = bus.bus;
    this.apiUrl = api.url;
    this.alarmTopic = observability.topic;
    this.refundFlow = flow.machine;
  }

  private addProviderFunctions(
    { providers, jwt, fixedAddress, limits, notifyFrom, waitingRequests }: Configuration,
    { egress, ...stores }: Stores,
  ): readonly ProviderFunction[] {
    return providers.map(
      (provider) =>
        new ProviderFunction(this, provider.id, {
          ...stores,
          provider,
          limits,
          waitingRequests,
          merchantClaim: jwt?.merchantClaim,
          notifyFrom: notifyFrom[provider.id],
          ...(fixedAddress.includes(provider.id) && { egress }),
        }),
    );
  }

  private addApiFunction(providers: readonly Provider[]): BundledFunction {
    return new BundledFunction(this, 'api', {
      folder: 'api',
      description: 'Estorno: routes that belong to no provider',
      memoryMb: 256,
      timeout: Duration.seconds(10),
      environment: { PROVIDERS: providers.map(({ id }) => id).join(',') },
    });
  }

  /** Copies the events to other buses, where there are some. */
  private addForwarding(bus: EventBus, targets: readonly string[]): EventForwarding | undefined {
    if (targets.length === 0) return undefined;
    const forwarding = new EventForwarding(this, 'EventForwarding', { bus, targets });
    this.addQueueOutput(toDeadLettersOutput('forwarding'), forwarding.deadLetters);
    return forwarding;
  }

  private addSchedules(providerFunctions: readonly ProviderFunction[]): void {
    for (const each of providerFunctions) {
      new SweepSchedule(this, `${each.provider.id}Sweep`, each);
      new MeasureSchedule(this, `${each.provider.id}Measure`, each);
    }
  }

  /** Routes every command on the bus to the function of its provider, or to the function without a provider. */
  private addCommandQueues(
    bus: EventBus,
    { providerFunctions, apiFunction, operators }: CommandHandlers,
  ): { readonly queues: readonly CommandQueue[]; readonly deadLetters: DeadLetterQueue } {
    const deadLetters = new DeadLetterQueue(this, 'CommandDeadLetters');
    const handlers = [...providerFunctions, apiFunction];
    for (const handler of handlers) bus.addRefuser(handler);
    deadLetters.denyOthers(handlers.map(({ role }) => role));
    const routes = [
      ...providerFunctions.map((handler) => ({
        ...{ of: handler.provider, handler },
        patterns: [commandsFor(handler.provider)],
        takesInquiries: true,
      })),
      {
        of: UNROUTED,
        handler: apiFunction,
        patterns: unroutedCommands(providerFunctions.map(({ provider }) => provider)),
        takesInquiries: false,
      },
    ];
    const queues = routes.map(({ of, handler, patterns, takesInquiries }) => {
      const queue = new CommandQueue(this, `${of.id}Commands`, {
        ...{ bus, patterns, handler, deadLetters, operators, takesInquiries },
      });
      this.addQueueOutput(toCommandsOutput(of), queue);
      return queue;
    });
    this.addQueueOutput(toDeadLettersOutput('commands'), deadLetters);
    return { queues, deadLetters };
  }

  /** Used by `npm run ops -- dlq`. */
  private addQueueOutput(name: string, { queue }: { readonly queue: IQueue }): void {
    new CfnOutput(this, name, { value: queue.queueUrl });
  }

  private addStoreOutputs({ ledger, credentialsKey }: Stores): void {
    new CfnOutput(this, 'LedgerTableName', {
      value: ledger.table.tableName,
      description: 'The table of payments: restored and searched by operators (npm run ops)',
    });
    new CfnOutput(this, 'KmsKeyArn', {
      value: credentialsKey.key.keyArn,
      description: 'Encrypt the secrets of merchants with this key: functions cannot use another',
    });
  }

  private addOutputs(api: HttpApi, { bus }: EventBus, providerFunctions: readonly ProviderFunction[]): void {
    new CfnOutput(this, 'EventBusName', {
      value: bus.eventBusName,
      description: 'The bus for commands and events',
    });
    new CfnOutput(this, 'SecretsPrefix', {
      value: toSecretsPrefix(stageOf(this)),
      description: 'The first part of the names of secrets',
    });
    new CfnOutput(this, 'ApiUrl', {
      value: api.url,
      description: 'The address of the API',
    });
    new CfnOutput(this, 'WebhookUrl', {
      value: api.webhookUrl,
      description: 'The address for notifications of providers',
    });
    for (const { provider, live } of providerFunctions)
      new CfnOutput(this, toFunctionOutput(provider), {
        value: live.functionName,
        description: `The function of ${provider.name} and its alias, for tasks of workflows`,
      });
  }
}
