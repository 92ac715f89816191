import type { EpochMs } from '../../shared/domain/time.ts';

/** S1: tokens live on to their expiry. S2: one is spent by its use. S3: a login or a rotation kills all others. */
export const TOKEN_WORLDS = ['S1', 'S2', 'S3'] as const;

export type TokenWorld = (typeof TOKEN_WORLDS)[number];

/** By this every token and key can be told, wherever it turns up. */
export const TOKEN_MARK = 'tkn~';
export const SECRET_MARK = 'scrt~';

export type Refusal = 'expired' | 'spent' | 'superseded' | 'killed' | 'forgotten' | 'unknown';

type Token = { readonly expiresAt: EpochMs; dead?: Refusal };

/** The tokens of one account, as the provider keeps them. */
export function createTokens(world: TokenWorld, lifetimeMs: number) {
  const tokens = new Map<string, Token>();
  let count = 0;

  return {
    logIn(now: EpochMs): string {
      if (world === 'S3') killAll('killed');
      return issue(now);
    },
    /** Undefined: the token is good, and counts as used. */
    refusalOf(token: string, now: EpochMs): Refusal | undefined {
      const known = tokens.get(token);
      if (!known) return 'unknown';
      if (known.dead) return known.dead;
      if (known.expiresAt <= now) return 'expired';
      if (world === 'S2') known.dead = 'spent';
      return undefined;
    },
    /** The token for the next request, given out with the answer to one that used `token`. */
    rotate(token: string, now: EpochMs): string {
      const used = tokens.get(token);
      if (world === 'S3') killAll('superseded');
      if (world === 'S2' && used) used.dead = 'superseded';
      return issue(now);
    },
    forget: () => killAll('forgotten'),
  };

  function issue(now: EpochMs): string {
    count += 1;
    const token = `${TOKEN_MARK}${count}`;
    tokens.set(token, { expiresAt: now + lifetimeMs });
    return token;
  }

  function killAll(why: Refusal): void {
    for (const token of tokens.values()) token.dead ??= why;
  }
}
