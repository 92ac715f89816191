import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { HOUR_MS, MINUTE_MS } from '../../shared/domain/time.ts';
import type { Nature } from './nature.ts';
import type { OutageName } from './outages.ts';
import { createScriptedPlan } from './plan.ts';
import { type Outcome, run } from './run.ts';
import type { Scenario } from './scenario.ts';
import type { ProviderId, Trigger } from './trigger.ts';

/** From the end of an outage to the end of everything that waited: the longest pause, the sweep after it, and the work. */
const WORKED_OFF_MS = 7 * MINUTE_MS;

const PAYMENTS = 10;

/** What can be in front of a provider, and for how long; longer than ten minutes refused credentials end operations. */
const ROWS: readonly (readonly [is: OutageName, lasts: readonly number[]])[] = [
  ['gateway', [8 * MINUTE_MS, 40 * MINUTE_MS, 3 * HOUR_MS]],
  ['rate limited', [8 * MINUTE_MS, 3 * HOUR_MS]],
  ['firewall', [8 * MINUTE_MS, 3 * HOUR_MS]],
  ['provider unreachable', [8 * MINUTE_MS, 3 * HOUR_MS]],
  ['credentials refused', [8 * MINUTE_MS]],
];

const NATURE: Nature = {
  tokens: 'reusable',
  sessions: 1,
  total: 1000,
  takesMs: 0,
  ends: 'done',
  shows: true,
  second: 'refused',
  acceptsFirst: false,
};

/** A cancel of another payment every few seconds of an outage, and a sweep every minute until it is worked off. */
function runOutage(provider: ProviderId, is: OutageName, lasts: number): Promise<Outcome> {
  const post = { is: 'post', key: 'key-0', body: {}, persistence: 0 } as const;
  const posts = Array.from({ length: PAYMENTS }, (_, payment): Trigger => {
    return { ...post, payment, at: Math.floor((payment * lasts) / PAYMENTS) };
  });
  const sweeps = Array.from({ length: (lasts + WORKED_OFF_MS) / MINUTE_MS }, (_, minute): Trigger => {
    return { is: 'sweep', at: (minute + 1) * MINUTE_MS };
  });
  const scenario: Scenario = {
    ...{ provider, nature: NATURE, triggers: [...posts, ...sweeps], trouble: 'none' },
    outages: [{ is, from: 0, lasts }],
    ...{ zombies: false, warmth: 0.9, punctualSweeps: Number.POSITIVE_INFINITY },
  };
  return run(scenario, createScriptedPlan({ faults: [], blows: new Map() }));
}

describe('what waited for a provider is done within minutes after its outage:', () => {
  for (const [is, durations] of ROWS)
    for (const lasts of durations)
      test(`${is}, ${lasts / MINUTE_MS} minutes`, async () => {
        for (const provider of ['letpay', 'sopague', 'mercadopago'] as const) {
          const { violation, states, endedAt } = await runOutage(provider, is, lasts);

          assert.equal(violation, undefined, provider);
          assert.deepEqual(states, Array(PAYMENTS).fill('succeeded'), provider);
          const late = (endedAt - lasts) / MINUTE_MS;
          assert.ok(endedAt - lasts <= WORKED_OFF_MS, `${provider}: ${late} minutes after its end`);
        }
      });
});
