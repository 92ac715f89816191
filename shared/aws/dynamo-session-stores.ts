import {
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import type { EpochMs } from '../domain/time.ts';
import type {
  ExclusiveSessionStore,
  Lease,
  PutBack,
  SessionKey,
  SharedSessionStore,
  SharedTurn,
  StoredToken,
} from '../sessions/session-store.ts';
import type { SettingsStore } from '../sessions/settings.ts';
import { fromItem, type Item, itemOfFailedCondition, toItem } from './dynamo-client.ts';

/** No lease of ours is longer: one that says so is garbage, and holds nobody up. In milliseconds. */
const LONGEST_LEASE_MS = 60_000;

/** The conditions, by name. */
const IS_FREE =
  '(attribute_not_exists(#owner) OR NOT attribute_type(leaseUntil, :N) OR leaseUntil < :now OR leaseUntil > :latest OR #owner = :me)';
const IS_STILL_OURS = '#owner = :me AND fence = :fence';
const NEEDS_A_TOKEN =
  '(NOT attribute_type(#token, :S) OR NOT attribute_type(expiresAt, :N) OR expiresAt <= :now OR #token = :refused)';
const LOGIN_IS_OURS = '#owner = :me';

const NAMES = { '#owner': 'owner', '#token': 'token' };

const itemSchema = z.object({
  owner: z.catch(z.optional(z.string()), undefined),
  fence: z.catch(z.optional(z.number()), undefined),
  leaseUntil: z.catch(z.optional(z.number()), undefined),
  wasClean: z.catch(z.optional(z.boolean()), undefined),
  token: z.catch(z.optional(z.string()), undefined),
  expiresAt: z.catch(z.optional(z.number()), undefined),
  refusedUntil: z.catch(z.optional(z.number()), undefined),
  refusedSecret: z.catch(z.optional(z.string()), undefined),
  world: z.catch(z.optional(z.enum(['S1', 'S2', 'S3'])), undefined),
  worldAt: z.catch(z.optional(z.number()), undefined),
  demotedAt: z.catch(z.optional(z.number()), undefined),
});

type Session = z.infer<typeof itemSchema>;

type Deps = { readonly client: DynamoDBClient; readonly table: string };

/** Slots in DynamoDB, each held by one at a time. A slot whose holder died is taken when its lease is over, unclean. */
export function createExclusiveSessionStore(deps: Deps): ExclusiveSessionStore {
  return {
    async lease(key, { owner, now, leaseUntil }) {
      const taken = await leaseOrMend(deps, key, {
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
      return taken.done ? toLease(key, { owner, leaseUntil }, taken.session) : undefined;
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

/** One token for many, in DynamoDB, and one login at a time. */
export function createSharedSessionStore(deps: Deps): SharedSessionStore {
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

/** What probes find out, on slot 0. */
export function createSettingsStore(deps: Deps): SettingsStore {
  return {
    async setWorld(key, world, at) {
      await update(deps, key, {
        UpdateExpression: 'SET world = :world, worldAt = :at REMOVE demotedAt',
        ExpressionAttributeValues: toItem({ ':world': world, ':at': at }),
      });
    },

    async demote(key, at) {
      await update(deps, key, {
        UpdateExpression: 'SET demotedAt = :at',
        ExpressionAttributeValues: toItem({ ':at': at }),
      });
    },
  };
}

/** Puts a token in, takes it out, or notes that the credentials were refused; and gives the item free. */
function toPutBack(
  what: PutBack,
  { values, set = [] }: { values: Record<string, unknown>; set?: readonly string[] },
) {
  const { sets, removes, more } = 'keep' in what ? toKept(what.keep) : toDropped(what.refused);
  const allSets = [...set, ...sets];
  return {
    UpdateExpression: `${allSets.length > 0 ? `SET ${allSets.join(', ')} ` : ''}REMOVE ${[...removes, '#owner', 'leaseUntil'].join(', ')}`,
    ExpressionAttributeNames: NAMES,
    ExpressionAttributeValues: toItem({ ...values, ...more }),
  };
}

function toKept({ token, expiresAt }: StoredToken) {
  return {
    sets: ['#token = :token', 'expiresAt = :expires'],
    removes: ['refusedUntil', 'refusedSecret'],
    more: { ':token': token, ':expires': expiresAt },
  };
}

function toDropped(refused: { readonly until: EpochMs; readonly secret: string } | undefined) {
  return {
    sets: refused ? ['refusedUntil = :refusedUntil', 'refusedSecret = :refusedSecret'] : [],
    removes: ['#token', 'expiresAt'],
    more: refused ? { ':refusedUntil': refused.until, ':refusedSecret': refused.secret } : {},
  };
}

type Updated = { readonly done: boolean; readonly session: Session };

async function update(
  { client, table }: Deps,
  key: SessionKey,
  input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
): Promise<Updated> {
  const at = { TableName: table, Key: { session: { S: key } } };
  try {
    const { Attributes } = await client.send(
      new UpdateItemCommand({ ...at, ...input, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
    );
    return { done: true, session: toSession(Attributes) };
  } catch (error) {
    const read = async () => (await client.send(new GetItemCommand({ ...at, ConsistentRead: true }))).Item;
    return { done: false, session: toSession(await itemOfFailedCondition(error, read)) };
  }
}

/** A fence that is no number cannot be counted on: it is taken out, and the slot leased then. */
async function leaseOrMend(
  deps: Deps,
  key: SessionKey,
  input: Omit<UpdateItemCommandInput, 'TableName' | 'Key'>,
): Promise<Updated> {
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

/** Whatever the item holds, the next one gets through: what cannot be read counts as empty. */
function toSession(item: Item | undefined): Session {
  const session = itemSchema.safeParse(item ? fromItem(item) : {});
  return session.success ? session.data : {};
}

function toLease(
  key: SessionKey,
  { owner, leaseUntil }: { owner: string; leaseUntil: number },
  session: Session,
): Lease {
  const { fence = 0, wasClean, token, expiresAt, refusedUntil, refusedSecret } = session;
  const clean = wasClean && token && expiresAt ? { token, expiresAt } : undefined;
  const settings = { world: session.world, worldAt: session.worldAt, demotedAt: session.demotedAt };
  return { key, owner, fence, leaseUntil, clean, refusedUntil, refusedSecret, settings };
}

function toLoginTurn({ refusedUntil, refusedSecret }: Session): SharedTurn {
  return { is: 'login', refusedUntil, refusedSecret };
}

function toOthersTurn({ token, expiresAt }: Session, now: number, refused: string): SharedTurn {
  if (token === undefined || expiresAt === undefined || expiresAt <= now || token === refused)
    return { is: 'wait' };
  return { is: 'token', token: { token, expiresAt } };
}
