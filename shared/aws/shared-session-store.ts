import type { SecretText } from '../domain/secret-text.ts';
import type { SharedSessionStore, SharedTurn } from '../ports/session-store.ts';
import { toItem } from './dynamo-client.ts';
import {
  IS_FREE,
  isSendable,
  LONGEST_LEASE_MS,
  NAMES,
  type Session,
  type SessionTable,
  toPutBack,
  update,
} from './session-items.ts';

const NEEDS_A_TOKEN =
  '(NOT attribute_type(#token, :S) OR NOT attribute_type(expiresAt, :N) OR expiresAt <= :now OR #token = :refused)';
const LOGIN_IS_OURS = '#owner = :me';

/** One token for many, in DynamoDB, and one login at a time. */
export function createSharedSessionStore(deps: SessionTable): SharedSessionStore {
  return {
    async turn(key, by) {
      const { owner, now, loginUntil, refused } = by;
      const asked = await update(deps, key, {
        UpdateExpression: 'SET #owner = :me, leaseUntil = :until',
        ConditionExpression: `${NEEDS_A_TOKEN} AND ${IS_FREE}`,
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: toItem({
          ':me': owner,
          ':until': loginUntil,
          ':now': now,
          ':latest': now + LONGEST_LEASE_MS,
          ':refused': refused?.reveal() ?? '',
          ':N': 'N',
          ':S': 'S',
        }),
        ReturnValues: 'ALL_NEW',
      });
      if (asked.done) return toLoginTurn(asked.session);
      const { token } = asked.session;
      // An invalid item costs a request and a login, and blocks no worker.
      if (token && !isSendable(token) && !token.isSameAs(refused))
        return this.turn(key, { ...by, refused: token });
      return toOthersTurn(asked.session, now, refused);
    },

    async endLogin(key, owner, what) {
      await update(deps, key, {
        ...toPutBack(what, { values: { ':me': owner } }),
        ConditionExpression: LOGIN_IS_OURS,
      });
    },
  };
}

function toLoginTurn({ refusedUntil, refusedSecret }: Session): SharedTurn {
  return { is: 'login', refusedUntil, refusedSecret };
}

function toOthersTurn(
  { token, expiresAt, grantedScope: scope, tokenSecret: secretVersion = '' }: Session,
  now: number,
  refused: SecretText | undefined,
): SharedTurn {
  if (token === undefined || expiresAt === undefined || expiresAt <= now || token.isSameAs(refused))
    return { is: 'wait' };
  return { is: 'token', token: { token, expiresAt, secretVersion, ...(scope !== undefined && { scope }) } };
}
