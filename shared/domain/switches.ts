import * as z from 'zod/mini';
import { EstornoError } from './problem.ts';
import type { EpochMs } from './time.ts';

/** The newest form of the item that this code writes. A newer one is read, never written. */
const SCHEMA = 1;

/** In place of a merchant's id: all of them. No merchant can be named so. */
export const ALL_MERCHANTS = '*';

/** Keeps the item far below the limit of DynamoDB (400 kB). For more merchants than this, the provider is switched off. */
const MAX_MERCHANTS = 300;

/** Changes that are remembered, the newest last. */
const MAX_CHANGES = 50;

const text = z.string();

/** What operators did to a provider: its switches, and what is kept nowhere else with who did it. */
export const SWITCH_CHANGES = [
  'off',
  'on',
  'recovery_begun',
  'recovery_ended',
  'restored',
  'history_erased',
  'probed',
] as const;

const turnSchema = z.looseObject({ reason: text, by: text, at: z.number() });

/** Who turned a switch, when and why. */
export type Turn = z.infer<typeof turnSchema>;

/**
 * The kill switches of one provider: one item of the ledger, under a key that no payment can have. There it is never
 * deleted, and restored with the rest; in a cache, to lose it would be to turn everything on.
 */
export const switchesSchema = z.looseObject({
  payment: text,
  schema: z.number(),
  /** Counts saves. */
  version: z.number(),
  /** What is off, by merchant, or for all of them. */
  off: z.record(text, turnSchema),
  /** `to`: one of `SWITCH_CHANGES`, or what a newer version of this code added. */
  changes: z.array(z.looseObject({ merchant: text, to: text, ...turnSchema.shape })),
  /** Set while the ledger is one that was restored. */
  lost: z.optional(z.looseObject({ from: z.number(), until: z.number() })),
});

export type Switches = z.infer<typeof switchesSchema>;

/** One change, and who made it. `merchant`: whose, or all. */
export type SwitchChange = Turn & { readonly merchant: string; readonly to: (typeof SWITCH_CHANGES)[number] };

/** Between which instants records of the ledger are missing: what was sent then, it does not know. */
export type LostRecords = { readonly from: EpochMs; readonly until: EpochMs };

export function toSwitchesKey(provider: string): string {
  return `${ALL_MERCHANTS}#${provider}#switches`;
}

export function newSwitches(provider: string): Switches {
  return { payment: toSwitchesKey(provider), schema: SCHEMA, version: 0, off: {}, changes: [] };
}

/** Why nothing that moves money is sent for a merchant; undefined where it may be sent. */
export function turnedOff({ off }: Switches, merchantId: string): Turn | undefined {
  return off[ALL_MERCHANTS] ?? (Object.hasOwn(off, merchantId) ? off[merchantId] : undefined);
}

/**
 * The switches with one turned, one version further.
 * @throws EstornoError internal_error (503) where a newer version of this code wrote them
 * @throws EstornoError validation_failed where too many merchants are off one by one
 */
export function withTurned(
  switches: Switches,
  { merchant, to, ...turn }: Turn & { readonly merchant: string; readonly to: 'off' | 'on' },
): Switches {
  refuseNewer(switches);
  const { [merchant]: _before, ...others } = switches.off;
  const off = to === 'off' ? { ...others, [merchant]: turn } : others;
  if (Object.keys(off).length > MAX_MERCHANTS) {
    const detail = `${MAX_MERCHANTS} merchants are switched off one by one already: switch the whole provider off.`;
    throw new EstornoError('validation_failed', { detail });
  }
  return { ...withChange(switches, { merchant, to, ...turn }), off };
}

/**
 * The switches with one more change in their history, one version further.
 * @throws EstornoError internal_error (503) where a newer version of this code wrote them
 */
export function withChange(switches: Switches, change: SwitchChange): Switches {
  refuseNewer(switches);
  const changes = [...switches.changes, change].slice(-MAX_CHANGES);
  return { ...switches, version: switches.version + 1, changes };
}

/**
 * The switches of a ledger that was restored, one version further; without `lost`: of one that needs no care any more.
 * @throws EstornoError internal_error (503) where a newer version of this code wrote them
 */
export function withLost(switches: Switches, lost: LostRecords | undefined, change: SwitchChange): Switches {
  const { lost: _before, ...rest } = switches;
  return { ...withChange(rest, change), ...(lost && { lost: { ...lost } }) };
}

/** The switches without the changes before an instant, and with that change. @throws EstornoError internal_error (503) */
export function withoutChangesBefore(switches: Switches, before: EpochMs, change: SwitchChange): Switches {
  const changes = switches.changes.filter(({ at }) => at >= before);
  return withChange({ ...switches, changes }, change);
}

function refuseNewer({ schema }: Switches): void {
  if (schema <= SCHEMA) return;
  const detail =
    'A newer version of this service wrote the switches; they can be turned by that version only.';
  throw new EstornoError('internal_error', { isTemporary: true, outcome: 'not_applied', detail });
}
