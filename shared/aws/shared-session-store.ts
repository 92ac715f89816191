import type { SharedSessionStore, SharedTurn } from '../sessions/session-store.ts';
import { toItem } from './dynamo-client.ts';
import {
  IS_FREE,
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
    async turn(key, { owner, now, loginUntil, refused = '' }) {
      const asked = await update(deps, key, {
        UpdateExpression: 'SET #owner = :me, leaseUntil = :until',
        ConditionExpression: `${NEEDS_A_TOKEN} AND ${IS_FREE}`,
        ExpressionAttributeNames: NAMES,
        ExpressionAttributeValues: toItem({
          ':me': owner,
          ':until': loginUntil,
          ':now': now,
          ':latest': now + LONGEST_LEASE_MS,
          ':refused': refused,
          ':N': 'N',
          ':S': 'S',
        }),
        ReturnValues: 'ALL_NEW',
      });
      return asked.done ? toLoginTurn(asked.session) : toOthersTurn(asked.session, now, refused);
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

function toOthersTurn({ token, expiresAt }: Session, now: number, refused: string): SharedTurn {
  if (token === undefined || expiresAt === undefined || expiresAt <= now || token === refused)
    return { is: 'wait' };
  return { is: 'token', token: { token, expiresAt } };
}
