import { ALL_MERCHANTS } from '../../shared/domain/switches.ts';
import type { Operation } from '../../shared/operation/operation.ts';
import type { ProviderRequest } from '../../shared/ports/exchange.ts';
import type { Item } from './dynamo-expressions.ts';
import type { Findings } from './violation.ts';

/** From a turned switch on until nothing may leave any more: a process's memory of it, and an invocation. */
const EFFECTIVE_MS = 60_000;

const FOREVER = Number.POSITIVE_INFINITY;

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
        'S1 nothing that moves money leaves while it is off',
        () => path,
      );
    },

    /** What is left undone by the switch may still fail by the time that its caller, or the provider, set. */
    saved(operation: Operation): void {
      const { id, request, window } = operation;
      const isVictim = operation.state === 'failed' && operation.problem?.code === 'provider_disabled';
      const until = Math.min(request.notAfter ?? FOREVER, window?.refusedFrom ?? FOREVER);
      findings.holds(!isVictim || now() >= until, 'S2 nothing fails by the switch', () => id);
    },
  };
}
