import { randomBytes } from 'node:crypto';

/**
 * What happens to an access token when another is given out. No provider documents it, so all three must be borne.
 * - `reusable`: tokens live until they expire
 * - `single_use`: a token is single-use within its session: an answer that brings the next one kills the one used
 * - `exclusive_login`: a login or a rotation kills every other token of the account
 */
export type TokenModel = 'reusable' | 'single_use' | 'exclusive_login';

/** A token; it opens nothing before `admit`. */
export interface AccessToken {
  readonly value: string;
  readonly account: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** The tokens that one provider has given out. */
export class TokenStore {
  tokenModel: TokenModel;
  lifetimeMs: number;
  readonly #now: () => number;
  readonly #live = new Map<string, AccessToken>();

  constructor(options: {
    readonly tokenModel: TokenModel;
    readonly lifetimeMs: number;
    readonly now: () => number;
  }) {
    this.tokenModel = options.tokenModel;
    this.lifetimeMs = options.lifetimeMs;
    this.#now = options.now;
  }

  mint(account: string): AccessToken {
    const issuedAt = this.#now();
    return { value: toJwt(account), account, issuedAt, expiresAt: issuedAt + this.lifetimeMs };
  }

  /** A login: the token works from now on. */
  admit(token: AccessToken): void {
    if (this.tokenModel === 'exclusive_login') this.#killAccount(token.account);
    this.#live.set(token.value, token);
  }

  /** The next token of the session that `used` belongs to, with a lifetime of its own. */
  rotate(used: string, account: string): string {
    const next = this.mint(account);
    if (this.tokenModel === 'single_use') this.#live.delete(used);
    this.admit(next);
    return next.value;
  }

  /** Whose token this is, while it lives. */
  accountOf(value: string | undefined): string | undefined {
    const token = value === undefined ? undefined : this.#live.get(value);
    return token && token.expiresAt > this.#now() ? token.account : undefined;
  }

  expireAll(): void {
    this.#live.clear();
  }

  #killAccount(account: string): void {
    for (const token of this.#live.values()) if (token.account === account) this.#live.delete(token.value);
  }
}

/** Has the form of a JSON Web Token, and says nothing of its lifetime: no provider page promises an `exp`. */
function toJwt(account: string): string {
  const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  const claims = { sub: account, jti: randomBytes(12).toString('hex') };
  return `${part({ alg: 'HS512' })}.${part(claims)}.${randomBytes(32).toString('base64url')}`;
}
