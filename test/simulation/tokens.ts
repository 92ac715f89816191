import type { EpochMs } from '../../shared/domain/time.ts';
import type { TokenModel } from '../../shared/ports/session-store.ts';

export const TOKEN_MODELS = ['reusable', 'single_use', 'exclusive_login'] as const;

/** By this every token and key can be told, wherever it turns up. */
export const TOKEN_MARK = 'tkn~';
export const SECRET_MARK = 'scrt~';

export type Refusal = 'expired' | 'spent' | 'superseded' | 'killed' | 'forgotten' | 'unknown';

type Token = { readonly expiresAt: EpochMs; dead?: Refusal };

/** The tokens of one account, as the provider keeps them. */
export function createTokens(model: TokenModel, lifetimeMs: number) {
  const tokens = new Map<string, Token>();
  let count = 0;

  return {
    logIn(now: EpochMs): string {
      if (model === 'exclusive_login') killAll('killed');
      return issue(now);
    },
    /** Undefined: the token is good, and counts as used. */
    refusalOf(token: string, now: EpochMs): Refusal | undefined {
      const known = tokens.get(token);
      if (!known) return 'unknown';
      if (known.dead) return known.dead;
      if (known.expiresAt <= now) return 'expired';
      if (model === 'single_use') known.dead = 'spent';
      return undefined;
    },
    /** The token for the next request, given out with the answer to one that used `token`. */
    rotate(token: string, now: EpochMs): string {
      const used = tokens.get(token);
      if (model === 'exclusive_login') killAll('superseded');
      if (model === 'single_use' && used) used.dead = 'superseded';
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
