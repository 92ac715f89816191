import type { Traits } from './books.ts';
import type { Dice } from './dice.ts';
import type { Item } from './dynamo-expressions.ts';
import { TOKEN_WORLDS, type TokenWorld } from './tokens.ts';

export const PROVIDERS = ['letpay', 'sopague', 'modelo'] as const;

export type ProviderId = (typeof PROVIDERS)[number];

/** Something that happens at a time (milliseconds from the start), whatever the code does. */
export type Trigger = { readonly at: number } & (
  | {
      readonly is: 'post';
      readonly payment: number;
      readonly key: string;
      /** @default a cancellation */
      readonly refund?: boolean;
      readonly body: { readonly amount?: number; readonly reference?: string; readonly notAfter?: string };
      /** Seconds of `Prefer: wait`. */
      readonly wait?: number;
      /** Times that the caller tries again, with the same key, when no answer or a 5xx comes. */
      readonly persistence: number;
    }
  | { readonly is: 'sweep' }
  | { readonly is: 'read'; readonly payment: number }
  /** The provider's callback. */
  | { readonly is: 'notify'; readonly payment: number }
  /** The caller takes back what was not sent. */
  | { readonly is: 'withdraw'; readonly payment: number; readonly key: string }
  /** A person records what really happened, once the provider works on nothing any more. */
  | { readonly is: 'person'; readonly payment: number }
  /** A person turns the kill switch. */
  | { readonly is: 'switch'; readonly to: 'disable' | 'enable' }
  | { readonly is: 'pay'; readonly payment: number }
  | { readonly is: 'cancel outside'; readonly payment: number }
);

/** What goes on for ever, faults or not. */
export type Trouble = 'none' | 'provider unreachable' | 'logins refused' | 'reads fail' | 'no secret';

/** One run's world and what happens in it. */
export type Scenario = {
  readonly provider: ProviderId;
  readonly traits: Traits;
  readonly triggers: readonly Trigger[];
  readonly trouble: Trouble;
  /** A process that outlives its invocation's end is not killed by the platform. */
  readonly zombies: boolean;
  /** How likely it is that an invocation runs in a process that is there. */
  readonly warmth: number;
  /** What stands in the session's item at the start. */
  readonly session?: Item;
  /** After so many sweeps in time there are outages of hours and days between them. */
  readonly punctualSweeps: number;
};

const MINUTE_MS = 60_000;

/** When every run begins. */
export const START = Date.parse('2026-11-21T12:00:00-03:00');

/** From here on, what was sent at the start is nearly settled. */
const JUST_BEFORE_SETTLED_MS = 15 * MINUTE_MS - 500;

/** A world and its triggers, drawn by the dice. */
export function drawScenario(dice: Dice): Scenario {
  const provider = dice.pick(PROVIDERS);
  const traits = drawTraits(provider, dice);
  const span = dice.pick([20, 1_000, 12_000, 40_000, 20 * MINUTE_MS]);
  const hasPayer = provider === 'letpay' && dice.chance(0.2);
  const hasOutsider = dice.chance(0.06);
  const scenario: Scenario = {
    provider,
    traits,
    triggers: [
      ...drawPosts({ provider, traits }, dice, span),
      ...Array.from({ length: dice.below(4) }, () => ({
        is: 'sweep' as const,
        at: dice.below(span + MINUTE_MS),
      })),
      ...(dice.chance(0.15) ? [{ is: 'read' as const, at: dice.below(span), payment: 0 }] : []),
      ...Array.from({ length: dice.chance(0.25) ? 1 + dice.below(2) : 0 }, () => ({
        is: 'notify' as const,
        at: dice.below(span + MINUTE_MS),
        payment: 0,
      })),
      ...(dice.chance(0.1)
        ? [{ is: 'withdraw' as const, at: dice.below(span), payment: 0, key: 'key-0' }]
        : []),
      ...(dice.chance(0.1)
        ? [{ is: 'person' as const, at: dice.below(span + 30 * MINUTE_MS), payment: 0 }]
        : []),
      ...(hasPayer ? [{ is: 'pay' as const, at: dice.below(span), payment: 0 }] : []),
      ...(hasOutsider ? [{ is: 'cancel outside' as const, at: dice.below(span), payment: 0 }] : []),
    ],
    trouble: dice.chance(0.08)
      ? dice.pick(['provider unreachable', 'logins refused', 'reads fail', 'no secret'])
      : 'none',
    zombies: dice.chance(0.3),
    warmth: dice.pick([0.9, 0.3]),
    punctualSweeps: dice.chance(0.01) ? Number.POSITIVE_INFINITY : 10,
  };
  return { ...scenario, triggers: [...scenario.triggers, ...drawSwitches(dice, span)] };
}

/** Off early, so that something is left to hold back; on again after that, or at the end. */
function drawSwitches(dice: Dice, span: number): Trigger[] {
  if (!dice.chance(0.12)) return [];
  const at = dice.chance(0.3) ? 0 : dice.below(span);
  const lasts = dice.pick([2, 40, 26 * 60]) * MINUTE_MS;
  return [
    { is: 'switch', to: 'disable', at },
    { is: 'switch', to: 'enable', at: at + lasts },
    ...Array.from({ length: 3 }, () => ({ is: 'sweep' as const, at: at + MINUTE_MS + dice.below(lasts) })),
  ];
}

type Drawn = { readonly provider: ProviderId; readonly traits: Traits };

function drawTraits(provider: ProviderId, dice: Dice): Traits {
  const tokens = provider === 'sopague' ? dice.pick<TokenWorld>(['S1', 'S3']) : dice.pick(TOKEN_WORLDS);
  const shows = dice.chance(0.5);
  return {
    tokens,
    sessions: provider !== 'sopague' && tokens !== 'S3' && dice.chance(0.2) ? 2 : 1,
    total: 1000,
    takesMs: dice.pick([0, 500, 5_000, 40_000, 10 * MINUTE_MS, 300 * MINUTE_MS]),
    ends: dice.pick(['canceled', 'canceled', 'canceled', 'given up', 'given up once', 'never']),
    shows,
    second: dice.pick(['refused', 'accepted']),
    acceptsFirst: dice.chance(0.5),
    paid: provider === 'letpay' && dice.chance(0.3),
  };
}

function drawPosts({ provider, traits }: Drawn, dice: Dice, span: number): Trigger[] {
  const payments = dice.chance(0.2) ? 2 : 1;
  const keys = dice.chance(0.4) ? 2 : 1;
  // A key stands for one command, unless it is misused.
  const refunds = [0, 1].map(() => provider === 'letpay' && dice.chance(traits.paid ? 0.9 : 0.3));
  const bodies = [300, 200].map((amount, index) => ({
    ...((provider !== 'letpay' || (traits.paid && refunds[index])) && dice.chance(0.5) && { amount }),
    ...(dice.chance(0.1) && { notAfter: new Date(START + 500 + dice.below(2 * span)).toISOString() }),
  }));
  return Array.from({ length: 1 + dice.below(4) }, (_, index) => {
    const key = dice.below(keys);
    const isOther = index > 0 && dice.chance(0.08);
    return {
      is: 'post',
      at: index === 0 ? 0 : dice.chance(0.05) ? JUST_BEFORE_SETTLED_MS + dice.below(500) : dice.below(span),
      payment: dice.below(payments),
      key: `key-${key}`,
      refund: refunds[key] === true,
      body: { ...bodies[key], ...(isOther && { reference: 'another command' }) },
      persistence: dice.below(3),
      ...(dice.chance(0.15) && { wait: 1 + dice.below(20) }),
    };
  });
}
