import {
  type DynamoDBClient,
  GetItemCommand,
  UpdateItemCommand,
  type UpdateItemCommandInput,
} from '@aws-sdk/client-dynamodb';
import * as z from 'zod/mini';
import { tokenSchema } from '../domain/secret-schemas.ts';
import { SecretText } from '../domain/secret-text.ts';
import type { EpochMs } from '../domain/time.ts';
import type { PutBack, SessionKey, StoredToken } from '../ports/session-store.ts';
import { fromItem, type Item, itemOfFailedCondition, toItem } from './dynamo-client.ts';

/** No lease of ours is longer: an item with a longer one is invalid, and blocks no worker. In milliseconds. */
export const LONGEST_LEASE_MS = 60_000;

/** A condition: no worker holds the item. Takes :me, :now, :latest and :N. */
export const IS_FREE =
  '(attribute_not_exists(#owner) OR NOT attribute_type(leaseUntil, :N) OR leaseUntil < :now OR leaseUntil > :latest OR #owner = :me)';

export const NAMES = { '#owner': 'owner', '#token': 'token' };

/** As it lies in the table: whether it can be sent is asked where it is. */
const storedTokenSchema = z.pipe(
  z.string(),
  z.transform((text: string) => new SecretText(text)),
);

const itemSchema = z.object({
  owner: z.catch(z.optional(z.string()), undefined),
  fence: z.catch(z.optional(z.number()), undefined),
  leaseUntil: z.catch(z.optional(z.number()), undefined),
  wasClean: z.catch(z.optional(z.boolean()), undefined),
  token: z.catch(z.optional(storedTokenSchema), undefined),
  expiresAt: z.catch(z.optional(z.number()), undefined),
  grantedScope: z.catch(z.optional(z.string()), undefined),
  tokenSecret: z.catch(z.string(), ''),
  refusedUntil: z.catch(z.optional(z.number()), undefined),
  refusedSecret: z.catch(z.optional(z.string()), undefined),
  tokenModel: z.catch(z.optional(z.enum(['reusable', 'single_use', 'exclusive_login'])), undefined),
  tokenModelAt: z.catch(z.optional(z.number()), undefined),
  demotedAt: z.catch(z.optional(z.number()), undefined),
});

/** Whether a token can become a header's value. One that cannot is as good as refused. */
export function isSendable(token: SecretText): boolean {
  return tokenSchema.safeParse(token.reveal()).success;
}

export type Session = Partial<z.infer<typeof itemSchema>>;

export type SessionTable = { readonly client: DynamoDBClient; readonly table: string };

export type SessionUpdate = Omit<UpdateItemCommandInput, 'TableName' | 'Key'>;

export type Updated = { readonly done: boolean; readonly session: Session };

export async function update(
  { client, table }: SessionTable,
  key: SessionKey,
  input: SessionUpdate,
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

/** Puts a token in, takes it out, or notes that the credentials were refused; and gives the item free. */
export function toPutBack(
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

function toKept({ token, expiresAt, scope, secretVersion }: StoredToken) {
  const hasScope = scope !== undefined;
  return {
    sets: [
      ...['#token = :token', 'expiresAt = :expires', 'tokenSecret = :secret'],
      ...(hasScope ? ['grantedScope = :scope'] : []),
    ],
    removes: ['refusedUntil', 'refusedSecret', ...(hasScope ? [] : ['grantedScope'])],
    more: {
      ...{ ':token': token.reveal(), ':expires': expiresAt, ':secret': secretVersion },
      ...(hasScope && { ':scope': scope }),
    },
  };
}

function toDropped(refused: { readonly until: EpochMs; readonly secret: string } | undefined) {
  return {
    sets: refused ? ['refusedUntil = :refusedUntil', 'refusedSecret = :refusedSecret'] : [],
    removes: ['#token', 'expiresAt', 'grantedScope', 'tokenSecret'],
    more: refused ? { ':refusedUntil': refused.until, ':refusedSecret': refused.secret } : {},
  };
}

/** Whatever the item holds, the next one gets through: what cannot be read counts as empty. */
function toSession(item: Item | undefined): Session {
  if (!item) return {};
  const session = itemSchema.safeParse(fromItem(item));
  return session.success ? session.data : {};
}
