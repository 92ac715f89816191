import * as z from 'zod/mini';
import { MERCHANT_ID } from '../domain/ids.ts';
import { ALL_MERCHANTS, newSwitches, type Switches, withTurned } from '../domain/switches.ts';
import { toInstant } from '../domain/time.ts';
import { note } from '../input/note.ts';
import type { Invocation } from '../operation/runner.ts';
import type { BaseCredentials } from '../provider/connector.ts';
import type { OperatorDeps } from './operator-deps.ts';
import { requirePrincipal } from './principal.ts';
import { saveChange } from './save-change.ts';

/** The longest reason that is kept, in characters. */
const MAX_REASON = 300;

const turnShape = {
  /** Absent: all merchants. */
  merchantId: z.optional(z.string().check(z.regex(MERCHANT_ID, 'must be a merchant id'))),
  reason: note({ least: 1, most: MAX_REASON, absent: 'is required' }),
};

export const disableSchema = z.object({ command: z.literal('disable'), ...turnShape });

export const enableSchema = z.object({ command: z.literal('enable'), ...turnShape });

export const switchesSchema = z.object({ command: z.literal('switches') });

type Turn = z.infer<typeof disableSchema> | z.infer<typeof enableSchema>;

/** Turns the kill switch of a provider, for all merchants or for one. */
export async function turnSwitch<C extends BaseCredentials>(
  { connector, switchStore, gates, clock, log }: OperatorDeps<C>,
  { command, merchantId: merchant = ALL_MERCHANTS, reason }: Turn,
  invocation: Invocation,
): Promise<object> {
  const provider = connector.id;
  const by = requirePrincipal(invocation);
  const to = command === 'disable' ? 'off' : 'on';
  const after = await saveChange(switchStore, provider, {
    initial: newSwitches(provider),
    change: (before) => withTurned(before, { merchant, to, reason, by, at: clock() }),
    detail: 'Too many others turned a switch at the same time. Check the switches, and try again.',
  });
  gates.forget();
  log.info('switch_turned', { provider, merchant, to });
  return toView(provider, after);
}

/** How the kill switch of a provider stands, and who turned it. */
export async function showSwitches<C extends BaseCredentials>({
  connector,
  switchStore,
}: OperatorDeps<C>): Promise<object> {
  return toView(connector.id, await switchStore.read(connector.id));
}

function toView(provider: string, switches: Switches | undefined): object {
  const { off, changes } = switches ?? newSwitches(provider);
  return {
    provider,
    off: Object.entries(off).map(([merchant, { reason, by, at }]) => ({
      ...{ merchant, reason, by },
      at: toInstant(at),
    })),
    changes: changes.map(({ merchant, to, reason, by, at }) => ({
      ...{ merchant, to, reason, by },
      at: toInstant(at),
    })),
  };
}
