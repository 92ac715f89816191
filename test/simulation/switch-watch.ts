import type { Operation } from '../../shared/domain/operation.ts';
import { ALL_MERCHANTS } from '../../shared/domain/switches.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import type { Item } from './dynamo-expressions.ts';
import type { Findings } from './violation.ts';

/** From a turned switch on until nothing may leave any more: a process's memory of it, and an invocation. */
const EFFECTIVE_MS = 60_000;

/** Holds whoever sends to the kill switch. */
export function createSwitchWatch({ findings, now }: { findings: Findings; now: () => number }) {
  let offSince: number | undefined;

  return {
    isOff: () => offSince !== undefined,

    turned({ off }: Item): void {
      const isOff = off?.M?.[ALL_MERCHANTS] !== undefined;
      offSince = isOff ? (offSince ?? now()) : undefined;
    },

    departs({ movesMoney, path }: ProviderRequest): void {
      const isLate = offSince !== undefined && now() - offSince >= EFFECTIVE_MS;
      findings.holds(
        !movesMoney || !isLate,
        'K1 nothing that moves money leaves while it is off',
        () => path,
      );
    },

    saved({ id, state, problem }: Operation): void {
      const isVictim = state === 'failed' && problem?.code === 'provider_disabled';
      findings.holds(!isVictim, 'K2 nothing fails by the switch', () => id);
    },
  };
}
