import { ResourceNotFoundException } from '@aws-sdk/client-secrets-manager';
import type { PaymentRef } from '../../shared/domain/ids.ts';
import type { Log } from '../../shared/ports/log.ts';
import { createDynamoPort, timedOut } from './dynamo-port.ts';
import type { Tables } from './dynamo-tables.ts';
import { currentInvocation, type SimulatedInvocation } from './invocation.ts';
import { createNetwork, type Listener } from './network.ts';
import type { OutageName } from './outages.ts';
import type { Plan } from './plan.ts';
import { toSecret } from './providers.ts';
import type { Scenario } from './scenario.ts';
import type { Scheduler } from './scheduler.ts';
import type { Ports } from './simulated-process.ts';
import type { VirtualProvider } from './virtual-provider.ts';

/** From when a queue has a message until its function is invoked. */
const QUEUE_MS = 20;

export type PortsDeps = {
  readonly scenario: Scenario;
  readonly scheduler: Scheduler;
  readonly plan: Plan;
  readonly tables: Tables;
  readonly provider: VirtualProvider;
  readonly listener: Listener;
  readonly isOut: (outage: OutageName) => boolean;
  /** The faulty time is over. */
  readonly isCalm: () => boolean;
  readonly onExecute: (by: SimulatedInvocation) => void;
  /** A message of the queue invokes the function. */
  readonly deliver: (ref: PaymentRef) => void;
  /** Hears every log line. */
  readonly onLogged: (line: string) => void;
  readonly trace: (say: () => string) => void;
};

/** What every process touches of the world. */
export function createPorts(deps: PortsDeps): Ports {
  const { scenario, scheduler, plan, isOut } = deps;
  return {
    client: createDynamoPort({ ...deps, isAway: () => isOut('store') }),
    readSecret: () => readSecret(deps),
    exchange: createNetwork({
      ...deps,
      isUnreachable: () => scenario.trouble === 'provider unreachable' || isOut('provider unreachable'),
    }),
    clock: scheduler.now,
    random: plan.dice.roll,
    newId: () => {
      const invocation = currentInvocation();
      return `${invocation.id}.${invocation.ids++}`;
    },
    sleep: (ms, signal) => sleep(scheduler, ms, signal),
    log: createLog(deps),
    inquiries: { put: (ref) => queue(deps, ref) },
  };
}

/** A queue whose messages arrive once, a moment after they were taken. */
function queue({ scheduler, plan, deliver }: PortsDeps, ref: PaymentRef): Promise<void> {
  return new Promise((resolve) => {
    const owner = currentInvocation().process;
    const after = (ms: number) => scheduler.now() + ms;
    const takenMs = plan.latencyMs('store');
    scheduler.add({ at: after(takenMs), label: `${owner.id} message taken`, owner, run: resolve });
    scheduler.add({ at: after(takenMs + QUEUE_MS), label: 'message', run: () => deliver(ref) });
  });
}

function createLog({ onLogged, trace }: PortsDeps): Log {
  const say = (event: string, facts?: object) => {
    const line = `${event} ${JSON.stringify(facts)}`;
    trace(() => `    ${currentInvocation().id} ${line}`);
    onLogged(line);
  };
  return { info: say, error: say };
}

function sleep(scheduler: Scheduler, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const owner = currentInvocation().process;
    if (signal?.aborted) return resolve();
    const wake = () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    };
    const cancel = scheduler.add({ at: scheduler.now() + ms, label: `${owner.id} wakes`, owner, run: wake });
    const stop = () => {
      cancel();
      resolve();
    };
    signal?.addEventListener('abort', stop, { once: true });
  });
}

function readSecret({ scenario, scheduler, plan, provider, isCalm }: PortsDeps): Promise<object> {
  return new Promise((resolve, reject) => {
    const owner = currentInvocation().process;
    const fails = plan.hits('secret cannot be read');
    const run = () => {
      if (scenario.trouble === 'no secret' && isCalm()) reject(noSecret());
      else if (fails) reject(timedOut());
      else
        resolve({
          SecretString: JSON.stringify(toSecret(scenario, provider.secretKey())),
          VersionId: `v${provider.keyVersion()}`,
        });
    };
    scheduler.add({ at: scheduler.now() + plan.latencyMs('store'), label: `${owner.id} secret`, owner, run });
  });
}

function noSecret(): Error {
  return new ResourceNotFoundException({ $metadata: { httpStatusCode: 400 }, message: 'no such secret' });
}
