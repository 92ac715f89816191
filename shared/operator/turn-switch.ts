import * as z from 'zod/mini';
import { MERCHANT_ID } from '../domain/ids.ts';
import { EstornoError } from '../domain/problem.ts';
import { ALL_MERCHANTS, newSwitches, type Switches, withTurned } from '../domain/switches.ts';
import { type Clock, toInstant } from '../domain/time.ts';
import { note } from '../input/note.ts';
import type { Permits } from '../operation/permits.ts';
import type { Log } from '../ports/log.ts';
import type { SwitchStore } from '../ports/switch-store.ts';

/** The longest reason and name that are kept, in characters. */
const MAX_REASON = 300;
const MAX_NAME = 80;

/** Others who turn a switch at the same time; more than that is no coincidence. */
const MAX_TRIES = 5;

const what = {
  /** Absent: all merchants. */
  merchantId: z.optional(z.string().check(z.regex(MERCHANT_ID, "must be a merchant's id"))),
  reason: note({ least: 1, most: MAX_REASON, absent: 'must say why' }),
  by: note({ least: 1, most: MAX_NAME, absent: 'must say who' }),
};

/** How people turn the kill switch, and look at it. */
export const switchSchemas = [
  z.object({ command: z.literal('disable'), ...what }),
  z.object({ command: z.literal('enable'), ...what }),
  z.object({ command: z.literal('switches') }),
] as const;

type SwitchCommand = z.infer<(typeof switchSchemas)[number]>;

export function isSwitchCommand(command: { readonly command: string }): command is SwitchCommand {
  return ['disable', 'enable', 'switches'].includes(command.command);
}

/** Turns the kill switch of one provider, for all merchants or for one, and tells how it stands. */
export function createTurnSwitch({
  provider,
  store,
  permits,
  clock,
  log,
}: {
  provider: string;
  store: SwitchStore;
  permits: Permits;
  clock: Clock;
  log: Log;
}) {
  return async (command: SwitchCommand): Promise<object> => {
    if (command.command === 'switches') return toView(provider, await store.read(provider));
    const { merchantId = ALL_MERCHANTS, reason, by } = command;
    const to = command.command === 'disable' ? 'off' : 'on';
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      const before = (await store.read(provider)) ?? newSwitches(provider);
      const after = withTurned(before, { merchant: merchantId, to, reason, by, at: clock() });
      if (!(await store.save(after))) continue;
      permits.forget();
      log.info('switch_turned', { provider, merchant: merchantId, to });
      return toView(provider, after);
    }
    throw new EstornoError('internal_error', {
      outcome: 'not_applied',
      detail: 'Too many others turned a switch at the same time. Look at them, and try again.',
    });
  };
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
