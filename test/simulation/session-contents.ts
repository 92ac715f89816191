import { crashWorlds } from './crash-worlds.ts';
import type { Item } from './dynamo-expressions.ts';
import { createScriptedPlan } from './plan.ts';
import { type Outcome, run } from './run.ts';
import { TOKEN_MARK } from './tokens.ts';

const FAR: Item = { owner: { S: 'nobody' }, leaseUntil: { N: '99999999999999' } };
const OF_ANOTHER: Item = { token: { S: `${TOKEN_MARK}dead` }, expiresAt: { N: '99999999999999' } };
const DEAD: Item = { ...OF_ANOTHER, tokenSecret: { S: 'v1' } };

/** What can stand in a session's item, by whatever accident. Whatever it is, the next cancel gets through (T4). */
export const SESSION_CONTENTS: Readonly<Record<string, Item>> = {
  nothing: {},
  'an owner without a lease': { owner: { S: 'nobody' } },
  'a lease that is no number': { owner: { S: 'nobody' }, leaseUntil: { S: 'tomorrow' } },
  'a lease far in the future': FAR,
  'a lease far in the future, and a dead token': { ...FAR, ...DEAD, clean: { BOOL: true } },
  'a dead token, clean': { ...DEAD, clean: { BOOL: true } },
  'a dead token, left behind': { ...DEAD, clean: { BOOL: false } },
  'a token of another version of the secret': {
    ...OF_ANOTHER,
    tokenSecret: { S: 'v0' },
    clean: { BOOL: true },
  },
  'a token of no version of the secret': { ...OF_ANOTHER, clean: { BOOL: true } },
  'a version of the secret that is no text': {
    ...{ ...OF_ANOTHER, tokenSecret: { N: '1' }, clean: { BOOL: true } },
  },
  'a token that is no text': { token: { N: '7' }, expiresAt: { N: '99999999999999' }, clean: { BOOL: true } },
  'an end that is no number': { ...DEAD, expiresAt: { S: 'tomorrow' }, clean: { BOOL: true } },
  'a mark that is no boolean': { ...DEAD, clean: { S: 'yes' } },
  'a fence that is no number': { fence: { S: 'high' } },
  'an owner that is no text': { owner: { N: '7' }, leaseUntil: { N: '0' } },
  'credentials refused for ever': { refusedUntil: { N: '99999999999999' }, refusedSecret: { S: 'v1' } },
};

/** Worlds whose providers keep sessions of each kind. */
export const SESSION_SUBJECTS = ['letpay', 'sopague', 'parts', 'pix'] as const;

/** One cancel, with nothing going wrong, from such an item on. */
export async function runFrom(subject: (typeof SESSION_SUBJECTS)[number], session: Item): Promise<Outcome> {
  const world = crashWorlds().find(({ name }) => name.startsWith(`${subject}, prompt`));
  if (!world) throw new Error(`there is no world of ${subject}`);
  const plan = createScriptedPlan({ faults: [], blows: new Map() });
  const triggers = world.scenario.triggers.slice(0, 1);
  return run({ ...world.scenario, triggers, session }, plan);
}
