import { sendPost, sendRead } from './callers.ts';
import { paymentIdOf } from './payment-ids.ts';
import { recordTruth, sendNotification, sendWithdrawal, turnSwitch } from './people.ts';
import type { Trigger } from './scenario.ts';
import type { World } from './world.ts';

/** What a trigger sets off. */
export function pull(world: World, trigger: Trigger): void {
  const { scenario, provider } = world;
  switch (trigger.is) {
    case 'post':
      sendPost(world, trigger);
      break;
    case 'read':
      sendRead(world, trigger.payment);
      break;
    case 'notify':
      sendNotification(world, trigger.payment);
      break;
    case 'withdraw':
      sendWithdrawal(world, trigger.payment, trigger.key);
      break;
    case 'person':
      recordTruth(world, trigger.payment);
      break;
    case 'switch':
      turnSwitch(world, trigger.to);
      break;
    case 'sweep':
      startSweep(world, () => undefined);
      break;
    case 'pay':
      provider.books.pay(paymentIdOf(scenario.provider, trigger.payment));
      break;
    case 'cancel outside':
      provider.books.cancelOutside(paymentIdOf(scenario.provider, trigger.payment));
  }
}

export function startSweep({ processes }: World, done: () => void): void {
  processes.invoke({
    trigger: 'sweeper',
    work: ({ sweep }, invocation) => sweep(invocation),
    answer: done,
  });
}
