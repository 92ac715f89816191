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
import type { Trigger } from './trigger.ts';
import type { World } from './world.ts';

type Pulls = {
  readonly [Is in Trigger['is']]: (world: World, trigger: Extract<Trigger, { readonly is: Is }>) => void;
};

const PULLS: Pulls = {
  post: sendPost,
  read: (world, { payment }) => sendRead(world, payment),
  notify: (world, { payment }) => sendNotification(world, payment),
  task: (world, { payment, key }) => sendTask(world, payment, key),
  withdraw: (world, { payment, key }) => sendWithdrawal(world, payment, key),
  person: (world, { payment }) => recordTruth(world, payment),
  republish: (world, { payment, key }) => republish(world, payment, key),
  file: (world, { payment }) => fileRequest(world, payment),
  decide: ({ provider }, { decision }) => provider.books.decide?.(decision),
  switch: (world, { to }) => turnSwitch(world, to),
  sweep: (world) => startSweep(world, () => undefined),
  pay: ({ provider, scenario }, { payment }) => provider.books.pay(paymentIdOf(scenario.provider, payment)),
  stranger: (world, { payment, act }) =>
    world.strangerActs(paymentIdOf(world.scenario.provider, payment), act),
};

/** What a trigger sets off. */
export function pull<Is extends Trigger['is']>(
  world: World,
  trigger: Extract<Trigger, { readonly is: Is }>,
): void {
  const set: Pulls[Is] = PULLS[trigger.is as Is];
  set(world, trigger);
}

export function startSweep({ processes }: World, done: () => void): void {
  processes.invoke({
    trigger: 'sweeper',
    work: ({ sweep }, invocation) => sweep({ ...invocation, isBackground: true }),
    answer: done,
  });
}
