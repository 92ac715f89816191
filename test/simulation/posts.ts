import type { Dice } from './dice.ts';
import type { Nature } from './nature.ts';
import { type PostBody, type ProviderId, START, type Trigger } from './trigger.ts';

const MINUTE_MS = 60_000;

/** From here on, what was sent at the start is nearly settled. */
const JUST_BEFORE_SETTLED_MS = 15 * MINUTE_MS - 500;

/** One more than operations of a payment are kept. */
const MANY = 33;

type Drawn = { readonly provider: ProviderId; readonly nature: Nature };

/** Commands of one caller or of several, some of them again, with one key or with two. */
export function drawPosts(drawn: Drawn, dice: Dice, span: number): Trigger[] {
  const payments = dice.chance(0.2) ? 2 : 1;
  const keys = dice.chance(0.4) ? 2 : 1;
  // A key stands for one command, unless it is misused.
  const refunds = [0, 1].map(() => dice.chance(chanceOfRefund(drawn)));
  const amounts = drawAmounts(drawn, dice);
  const bodies = amounts.map((amount, index) =>
    drawBody(drawn, dice, { amount, span, isRefund: refunds[index] === true }),
  );
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

/** Half of a payment leaves as much as was asked for, where the provider shows what is left. */
function drawAmounts({ nature }: Drawn, dice: Dice): readonly [number, number] {
  const second = dice.chance(0.4) ? 300 : 200;
  return nature.showsRemainder ? [nature.total / 2, second] : [300, second];
}

function chanceOfRefund({ provider, nature }: Drawn): number {
  if (provider === 'sopague') return 0.35;
  return nature.paid ? 0.7 : 0.3;
}

type Asked = { readonly amount: number; readonly span: number; readonly isRefund: boolean };

function drawBody(drawn: Drawn, dice: Dice, { amount, span, isRefund }: Asked): PostBody {
  const mayBePart = isRefund || cancelsParts(drawn);
  return {
    ...(mayBePart && dice.chance(0.5) && { amount: dice.pick([amount, amount, amount, amount, 1000, 1200]) }),
    ...(dice.chance(0.1) && { notAfter: new Date(START + 500 + dice.below(2 * span)).toISOString() }),
    ...(isRefund && dice.chance(0.4) && { strategy: 'refund_only' as const }),
  };
}

function cancelsParts({ provider, nature }: Drawn): boolean {
  if (provider !== 'modelo') return provider === 'sopague';
  return nature.pages?.traits.void?.partial !== 'no';
}

/** More refusals of one payment than are kept, of requests that were never sent, between two lawful ones. */
export function drawManyRefusals(): Trigger[] {
  const post = { is: 'post', payment: 0, refund: true, persistence: 0 } as const;
  const refused = Array.from({ length: MANY }, (_, index) => ({
    ...post,
    at: (index + 1) * 3_000,
    key: `many-${index}`,
    body: { amount: 5_000 },
  }));
  return [
    { ...post, at: 0, key: 'key-0', body: { amount: 300 } },
    ...refused,
    { ...post, at: (MANY + 1) * 3_000, key: 'key-1', body: { amount: 200 } },
  ];
}
