import { sendPost, sendRead } from './callers.ts';
import { paymentIdOf } from './payment-ids.ts';
import {
  fileRequest,
  recordTruth,
  republish,
  sendNotification,
  sendTask,
  sendWithdrawal,
  turnSwitch,
} from './people.ts';
import type { Trigger } from './scenario.ts';
import type { World } from './world.ts';

/** What a trigger sets off. */
export function pull(world: World, trigger: Trigger): void {
  const { scenario, provider } = world;
  switch (trigger.is) {
    case 'post':
      return sendPost(world, trigger);
    case 'read':
      return sendRead(world, trigger.payment);
    case 'notify':
      return sendNotification(world, trigger.payment);
    case 'task':
      return sendTask(world, trigger.payment, trigger.key);
    case 'withdraw':
      return sendWithdrawal(world, trigger.payment, trigger.key);
    case 'person':
      return recordTruth(world, trigger.payment);
    case 'republish':
      return republish(world, trigger.payment, trigger.key);
    case 'file':
      return fileRequest(world, trigger.payment);
    case 'decide':
      return provider.books.decide?.(trigger.decision);
    case 'switch':
      return turnSwitch(world, trigger.to);
    case 'sweep':
      return startSweep(world, () => undefined);
    case 'pay':
      return provider.books.pay(paymentIdOf(scenario.provider, trigger.payment));
    case 'stranger':
      return world.strangerActs(paymentIdOf(scenario.provider, trigger.payment), trigger.act);
  }
}

export function startSweep({ processes }: World, done: () => void): void {
  processes.invoke({
    trigger: 'sweeper',
    work: ({ sweep }, invocation) => sweep({ ...invocation, isBackground: true }),
    answer: done,
  });
}
