import type { ExclusiveSessionStore, Lease, SessionKey } from '../ports/session-store.ts';
import { toItem } from './dynamo-client.ts';
import {
  IS_FREE,
  isSendable,
  LONGEST_LEASE_MS,
  type Session,
  type SessionTable,
  type SessionUpdate,
  toPutBack,
  type Updated,
  update,
} from './session-items.ts';

const IS_STILL_OURS = '#owner = :me AND fence = :fence';

/** Slots in DynamoDB, each held by one at a time. A slot whose holder died is taken when its lease is over, unclean. */
export function createExclusiveSessionStore(deps: SessionTable): ExclusiveSessionStore {
  return {
    async lease(key, { owner, now, leaseUntil }) {
      const taken = await leaseOrRepair(deps, key, {
        UpdateExpression:
          'SET #owner = :me, leaseUntil = :until, fence = if_not_exists(fence, :zero) + :one, ' +
          'wasClean = if_not_exists(clean, :no), clean = :no',
        ConditionExpression: IS_FREE,
        ExpressionAttributeNames: { '#owner': 'owner' },
        ExpressionAttributeValues: toItem({
          ':me': owner,
          ':until': leaseUntil,
          ':now': now,
          ':latest': now + LONGEST_LEASE_MS,
          ':zero': 0,
          ':one': 1,
          ':no': false,
          ':N': 'N',
        }),
        ReturnValues: 'ALL_NEW',
      });
      return taken.done
        ? { is: 'leased', lease: toLease(key, { owner, leaseUntil }, taken.session) }
        : { is: 'held', until: taken.session.leaseUntil };
    },

    async putBack({ key, owner, fence }, what) {
      await update(deps, key, {
        ...toPutBack(what, {
          set: ['clean = :yes'],
          values: { ':yes': true, ':me': owner, ':fence': fence },
        }),
        ConditionExpression: IS_STILL_OURS,
      });
    },
  };
}

/** A fence that is no number cannot be counted on: it is taken out, and the slot leased then. */
async function leaseOrRepair(deps: SessionTable, key: SessionKey, input: SessionUpdate): Promise<Updated> {
  try {
    return await update(deps, key, input);
  } catch (error) {
    if (!(error instanceof Error) || error.name !== 'ValidationException') throw error;
    await update(deps, key, {
      UpdateExpression: 'REMOVE fence',
      ConditionExpression: 'NOT attribute_type(fence, :N)',
      ExpressionAttributeValues: toItem({ ':N': 'N' }),
    });
    return update(deps, key, input);
  }
}

function toLease(
  key: SessionKey,
  { owner, leaseUntil }: { owner: string; leaseUntil: number },
  session: Session,
): Lease {
  const { fence = 0, wasClean, token, expiresAt, refusedUntil, refusedSecret } = session;
  const { tokenSecret: secretVersion = '' } = session;
  const isClean = wasClean && token && expiresAt && isSendable(token);
  const clean = isClean ? { token, expiresAt, secretVersion } : undefined;
  const { tokenModel, tokenModelAt, demotedAt } = session;
  const settings = { tokenModel, tokenModelAt, demotedAt };
  return { key, owner, fence, leaseUntil, clean, refusedUntil, refusedSecret, settings };
}
