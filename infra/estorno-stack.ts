import { type App, CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { type Configuration, readConfiguration } from './configuration.ts';
import { BundledFunction } from './constructs/bundled-function.ts';
import { CommandQueue, commandsFor, unroutedCommands } from './constructs/command-queue.ts';
import { DeadLetterQueue } from './constructs/dead-letter-queue.ts';
import { Egress } from './constructs/egress.ts';
import { EncryptionKey } from './constructs/encryption-key.ts';
import { EventBus } from './constructs/event-bus.ts';
import { EventRelay } from './constructs/event-relay.ts';
import { HttpApi } from './constructs/http-api.ts';
import { Ledger } from './constructs/ledger.ts';
import { MeasureSchedule } from './constructs/measure-schedule.ts';
import { Observability } from './constructs/observability.ts';
import { OperatorAccess } from './constructs/operator-access.ts';
import { OperatorFunction } from './constructs/operator-function.ts';
import { ProviderFunction } from './constructs/provider-function.ts';
import { RefundFlow } from './constructs/refund-flow.ts';
import { Sessions } from './constructs/sessions.ts';
import { StorefrontAccess } from './constructs/storefront-access.ts';
import { SweepSchedule } from './constructs/sweep-schedule.ts';
import {
  type Provider,
  toCommandsOutput,
  toDeadLettersOutput,
  toFunctionOutput,
  UNROUTED,
} from './providers.ts';

type CommandHandlers = Pick<Configuration, 'operators'> & {
  readonly providerFunctions: readonly ProviderFunction[];
  readonly apiFunction: BundledFunction;
};

/** The whole stack: one function per provider behind one HTTP API, with schedules, queues, ledger and sessions. */
export class EstornoStack extends Stack {
  constructor(scope: App, id: string, props: StackProps = {}) {
    super(scope, id, { description: 'Estorno: cancels payments at Brazilian providers', ...props });

    const configuration = readConfiguration(this.node);
    const { providers, merchants, jwt, throttle, fixedAddress, alarmEmail } = configuration;
    const ledger = new Ledger(this, 'Ledger');
    const credentialsKey = new EncryptionKey(this, 'Credentials', {
      description: 'Estorno: credentials of merchants, and access tokens',
      usedBy: ['dynamodb', 'secretsmanager'],
    });
    const sessions = new Sessions(this, 'Sessions', credentialsKey);
    const egress = fixedAddress.length > 0 ? new Egress(this, 'Egress') : undefined;
    const providerFunctions = providers.map(
      (provider) =>
        new ProviderFunction(this, provider.id, {
          ...{ provider, ledger, sessions, credentialsKey },
          merchantClaim: jwt?.merchantClaim,
          waitingRequests: configuration.waitingRequests,
          ...(fixedAddress.includes(provider.id) && { egress }),
        }),
    );
    this.addSchedules(providerFunctions);
    const apiFunction = this.addApiFunction(providers);
    const operatorFunction = new OperatorFunction(this, 'operator', {
      ...{ providers, ledger, sessions, credentialsKey },
      ...(egress && { egress }),
    });
    const api = new HttpApi(this, 'HttpApi', {
      ...{ providerFunctions, operatorFunction, defaultFunction: apiFunction, jwt, throttle },
      notificationThrottle: configuration.notificationThrottle,
    });

    const bus = new EventBus(this, 'EventBus');
    const commands = this.addCommandQueues(bus, { providerFunctions, apiFunction, ...configuration });
    const relay = new EventRelay(this, 'relay', { ledger, bus });
    const publishers = [...providerFunctions, apiFunction, relay].map(({ role }) => role);
    bus.denyOthers(publishers, configuration.producers);
    this.addQueueOutput(toDeadLettersOutput('relay'), relay.deadLetters);
    const flow = new RefundFlow(this, 'RefundFlow', { providerFunctions });
    flow.grantStart(relay);
    new CfnOutput(this, 'RefundFlowArn', {
      value: flow.machine.stateMachineArn,
      description: 'The state machine that follows a refund to its end',
    });

    new Observability(this, 'Observability', {
      ...{ providerFunctions, apiFunction, operatorFunction, relay, ledger, sessions, alarmEmail },
      commandQueues: commands.queues,
      deadLetters: { command: commands.deadLetters, relay: relay.deadLetters },
    });

    new OperatorAccess(this, 'Operator', { api, providers, credentialsKey });
    for (const merchantId of merchants)
      new StorefrontAccess(this, `Storefront-${merchantId}`, { merchantId, bus, ...(!jwt && { api }) });
    this.addOutputs(api, bus, providerFunctions);
    new CfnOutput(this, 'KmsKeyArn', {
      value: credentialsKey.key.keyArn,
      description: 'Encrypt the secrets of merchants with this key: functions cannot use another',
    });
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
      })),
      {
        of: UNROUTED,
        handler: apiFunction,
        patterns: unroutedCommands(providerFunctions.map(({ provider }) => provider)),
      },
    ];
    const queues = routes.map(({ of, handler, patterns }) => {
      const queue = new CommandQueue(this, `${of.id}Commands`, {
        ...{ bus, patterns, handler, deadLetters, operators },
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

  private addOutputs(api: HttpApi, { bus }: EventBus, providerFunctions: readonly ProviderFunction[]): void {
    new CfnOutput(this, 'EventBusName', {
      value: bus.eventBusName,
      description: 'The bus for commands and events',
    });
    new CfnOutput(this, 'ApiUrl', {
      value: api.url,
      description: 'The address of the API',
    });
    for (const { provider, function: handler } of providerFunctions)
      new CfnOutput(this, toFunctionOutput(provider), {
        value: handler.functionName,
        description: `The function of ${provider.name}, for tasks of workflows`,
      });
  }
}
