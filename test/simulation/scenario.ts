import type { Dice } from './dice.ts';
import type { Item } from './dynamo-expressions.ts';
import { drawPages } from './modelo-pages.ts';
import type { Nature } from './nature.ts';
import { OUTAGES, type Outage } from './outages.ts';
import { drawManyRefusals, drawPosts } from './posts.ts';
import { drawStrangerAct } from './strangers.ts';
import { TOKEN_MODELS } from './tokens.ts';
import { PROVIDERS, type ProviderId, type Trigger, type Trouble } from './trigger.ts';

/** One run's world and what happens in it. */
export type Scenario = {
  readonly provider: ProviderId;
  readonly nature: Nature;
  readonly triggers: readonly Trigger[];
  readonly trouble: Trouble;
  readonly outages: readonly Outage[];
  /** A process that outlives its invocation's end is not killed by the platform. */
  readonly zombies: boolean;
  /** How likely it is that an invocation runs in a process that is there. */
  readonly warmth: number;
  /** What stands in the session's item at the start. */
  readonly session?: Item;
  /** After so many sweeps in time there are outages of hours and days between them. */
  readonly punctualSweeps: number;
};

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** A world and its triggers, drawn by the dice. */
export function drawScenario(dice: Dice): Scenario {
  const provider = dice.pick([...PROVIDERS, 'modelo'] as const);
  const nature = drawNature(provider, dice);
  const span = dice.pick([20, SECOND_MS, 12 * SECOND_MS, 40 * SECOND_MS, 20 * MINUTE_MS]);
  const hasMany = nature.paid === true && dice.chance(0.015);
  return {
    provider,
    nature,
    triggers: [
      ...(hasMany ? drawManyRefusals() : drawPosts({ provider, nature }, dice, span)),
      ...drawOthers(dice, span),
      ...(provider === 'sopague' ? drawFilings(dice, span) : drawPayer(dice, span)),
      ...drawSwitches(dice, span),
    ],
    trouble: dice.chance(0.06)
      ? dice.pick(['provider unreachable', 'logins refused', 'reads fail', 'no secret'])
      : 'none',
    outages: dice.chance(0.2) ? drawOutages(dice, span) : [],
    zombies: dice.chance(0.3),
    warmth: dice.pick([0.9, 0.3]),
    // What people are to decide would take a sweep for each hour of two months.
    punctualSweeps: provider !== 'sopague' && dice.chance(0.01) ? Number.POSITIVE_INFINITY : 10,
  };
}

/** What comes to a run of any provider beside the commands. */
function drawOthers(dice: Dice, span: number): Trigger[] {
  const most = span + MINUTE_MS;
  const some = (probability: number, draw: () => Trigger) => (dice.chance(probability) ? [draw()] : []);
  return [
    ...Array.from({ length: dice.below(4) }, () => ({ is: 'sweep' as const, at: dice.below(most) })),
    ...some(0.15, () => ({ is: 'read', at: dice.below(span), payment: 0 })),
    ...some(0.25, () => ({ is: 'notify', at: dice.below(most), payment: 0 })),
    ...some(0.12, () => ({ is: 'notify', at: dice.below(most), payment: 0 })),
    ...some(0.1, () => ({ is: 'task', at: dice.below(most), payment: 0, key: 'key-0' })),
    ...some(0.1, () => ({ is: 'withdraw', at: dice.below(span), payment: 0, key: 'key-0' })),
    ...some(0.1, () => ({ is: 'person', at: dice.below(span + 60 * MINUTE_MS), payment: 0 })),
    ...some(0.03, () => ({ is: 'republish', at: dice.below(most), payment: 0, key: 'key-0' })),
    ...some(0.08, () => ({ is: 'stranger', at: dice.below(span), payment: 0, act: drawStrangerAct(dice) })),
    ...some(0.05, () => ({
      is: 'stranger',
      at: dice.below(20 * MINUTE_MS),
      payment: 0,
      act: drawStrangerAct(dice),
    })),
  ];
}

function drawPayer(dice: Dice, span: number): Trigger[] {
  return dice.chance(0.2) ? [{ is: 'pay', at: dice.below(span), payment: 0 }] : [];
}

/** A person files what waits for it, and people at the provider decide, more than once, and in whatever order. */
function drawFilings(dice: Dice, span: number): Trigger[] {
  if (!dice.chance(0.4)) return [];
  return Array.from({ length: 1 + dice.below(4) }, () => ({
    at: dice.below(span + 10 * MINUTE_MS),
    ...(dice.chance(0.5)
      ? { is: 'file' as const, payment: 0 }
      : { is: 'decide' as const, decision: dice.pick(['approved', 'approved', 'rejected', 'taken back']) }),
  }));
}

/** Off early, so that something is left to hold back; on again after that, or at the end. */
function drawSwitches(dice: Dice, span: number): Trigger[] {
  if (!dice.chance(0.16)) return [];
  const at = dice.chance(0.3) ? 0 : dice.below(span);
  const lasts = dice.pick([2, 40, 26 * 60, 70 * 60]) * MINUTE_MS;
  return [
    { is: 'switch', to: 'disable', at },
    { is: 'switch', to: 'enable', at: at + lasts },
    ...Array.from({ length: 3 }, () => ({ is: 'sweep' as const, at: at + MINUTE_MS + dice.below(lasts) })),
  ];
}

/** One trouble, or two, of seconds, minutes or a day. */
function drawOutages(dice: Dice, span: number): Outage[] {
  return Array.from({ length: 1 + dice.below(2) }, () => ({
    is: dice.pick(OUTAGES),
    from: dice.chance(0.4) ? 0 : dice.below(span),
    lasts: dice.pick([8 * SECOND_MS, 70 * SECOND_MS, 8 * MINUTE_MS, 14 * MINUTE_MS, HOUR_MS, 27 * HOUR_MS]),
  }));
}

function drawNature(provider: ProviderId, dice: Dice): Nature {
  const tokens = dice.pick(TOKEN_MODELS);
  const shows = dice.chance(0.5);
  const pages = provider === 'modelo' ? drawPages(dice, shows) : undefined;
  const isBearer = provider === 'sopague' || provider === 'pix' || pages?.auth === 'bearer';
  const hasSessions = provider !== 'sopague' && provider !== 'pix' && tokens !== 'exclusive_login';
  return {
    // A bearer token is no single-use one.
    tokens: isBearer ? toBearer(tokens) : tokens,
    sessions: hasSessions && dice.chance(0.2) ? 2 : 1,
    total: 1000,
    takesMs: dice.pick([0, 500, 5_000, 40_000, 10 * MINUTE_MS, 300 * MINUTE_MS]),
    ends: dice.pick(['done', 'done', 'done', 'given up', 'given up once', 'never']),
    shows,
    second: dice.pick(['refused', 'accepted']),
    acceptsFirst: dice.chance(0.5),
    paid: provider !== 'sopague' && dice.chance(provider === 'letpay' ? 0.3 : 0.6),
    lax: provider !== 'sopague' && dice.chance(0.15),
    ...(provider === 'sopague' && drawShownAmount(dice)),
    ...(pages && { pages }),
  };
}

/** What the figure of a sale at SoPague means. */
function drawShownAmount(dice: Dice): Pick<Nature, 'showsReais' | 'showsRemainder'> {
  const roll = dice.roll();
  return { showsReais: roll < 0.05, showsRemainder: roll >= 0.05 && roll < 0.25 };
}

function toBearer(tokens: Nature['tokens']): Nature['tokens'] {
  return tokens === 'single_use' ? 'reusable' : tokens;
}
