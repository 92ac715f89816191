import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Fault } from '../../../local/simulators/kit/faults.ts';
import { EstornoError } from '../../../shared/domain/problem.ts';
import { DAY_MS } from '../../../shared/domain/time.ts';
import type { Operation } from '../../../shared/operation/operation.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import { AMOUNT, type ContractRow, PART } from '../contract-row.ts';
import { type Scene, setScene } from '../scene.ts';
import { takesParts } from './claims/claim.ts';
import { traitsIn } from './claims/traits.ts';

/** What becomes of our first request. */
const FATES: Readonly<Record<string, Fault>> = {
  prompt: {},
  'never executed': { applies: false, answers: 'reset-before-headers' },
  'executed, and never answered': { applies: true, answers: 'reset-before-headers' },
};

/** Centavos that somebody else gives back: before ours, while it is out, and when nothing of it can take effect any more. */
const ACTS: readonly (readonly [before: number, meanwhile: number, later: number])[] = [
  [0, 0, PART],
  [0, 1, 0],
  [0, PART - 1, 1],
  [0, PART, 0],
  [0, PART, PART],
  [0, AMOUNT, 0],
  [PART - 1, 0, PART],
  [PART - 1, PART, 0],
];

type Story = {
  readonly fate: string;
  readonly asked: number | undefined;
  readonly acts: (typeof ACTS)[number];
};

/**
 * Several operations of ours and what somebody else gives back, in every order: a success of ours is one that happened, or is
 * marked as unproven where somebody else gave back as much; a failure is one that did not happen.
 */
export function testStrangers<C extends BaseCredentials>(row: ContractRow<C>): void {
  for (const { method, traits } of traitsIn(row)) {
    const asks = takesParts(traits) ? [PART, undefined] : [undefined];
    for (const fate of Object.keys(FATES))
      test(`by ${method}, what somebody else gives back is never taken for ours: ours is ${fate}`, async (t) => {
        for (const asked of asks)
          for (const acts of ACTS) await play(await setScene(t, row, { method }), { fate, asked, acts });
      });
  }
}

/** Centavos that ours and what somebody else did moved, as the provider knows it. */
type Truth = { readonly ours: number; readonly foreign: number };

async function play<C extends BaseCredentials>(scene: Scene<C>, story: Story): Promise<void> {
  const { fate, asked } = story;
  const [before, meanwhile, later] = story.acts;
  const why = JSON.stringify(story);
  let foreign = giveBack(scene, before);
  scene.next(FATES[fate] ?? {});
  const begun = await scene.begin({ amount: asked });
  foreign += giveBack(scene, meanwhile);
  const seen = await scene.harness.resume(scene.paymentId, begun);
  if (later > 0) scene.pass(DAY_MS + 1);
  foreign += giveBack(scene, later);
  const first = await scene.finish(seen);
  const ours = scene.returned() - foreign;
  check(first, { ours, foreign }, why);

  const begin = scene.begin({ amount: asked && 1, key: 'key-2' });
  const second = await begin.catch((error: unknown) => {
    assert.ok(error instanceof EstornoError, why);
  });
  if (!second) return;
  const ended = await scene.finish(second);
  check(ended, { ours: scene.returned() - foreign - ours, foreign }, `${why}, the second one`);
}

/** Somebody gives back so much, if there is as much. @returns what that was */
function giveBack<C extends BaseCredentials>(scene: Scene<C>, amount: number): number {
  const returned = scene.returned();
  const possible = Math.min(amount, AMOUNT - returned);
  if (possible <= 0) return 0;
  scene.provider.returnElsewhere(scene.paymentId, possible);
  return scene.returned() - returned;
}

function check(operation: Operation, { ours, foreign }: Truth, why: string): void {
  const says = `${why}: ${JSON.stringify(operation)}, ours ${ours}, of others ${foreign}`;
  const { attempts, request } = operation;
  assert.ok(ours <= (request.amount ?? AMOUNT), says);
  if (operation.state === 'failed' || operation.state === 'accepted') assert.equal(ours, 0, says);
  if (operation.state !== 'succeeded') return;
  const { appliedAmount = 0, attribution } = operation;
  const isTaken = attempts.some(
    ({ result }) => result?.status === 'accepted' || result?.status === 'succeeded',
  );
  // Without an amount a request gives back whatever is left when it arrives.
  const isRest = ours > 0 && attempts.every(({ amount }) => amount === undefined);
  const isExplained = ours === appliedAmount || (isRest && ours + foreign >= appliedAmount);
  const isMarked = attribution === 'unproven' || isTaken;
  assert.ok(isExplained || (ours === 0 && isMarked && foreign >= appliedAmount), says);
}
