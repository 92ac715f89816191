import type { StrangerAct } from './books.ts';
import type { Dice } from './dice.ts';

/** Centavos of what is asked for here, so that a stranger's refund can be taken for ours; and others. */
const AMOUNTS = [300, 200, 300, 50, 1, 500] as const;

/** What somebody else does: refunds a part, which can be as much as we asked for; or all of it; or fails to. */
export function drawStrangerAct(dice: Dice): StrangerAct {
  if (dice.chance(0.25)) return {};
  const amount = dice.pick(AMOUNTS);
  return dice.chance(0.2) ? { amount, fails: true } : { amount };
}
