import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { toConfiguration } from '../../../infra/configuration.ts';
import {
  ASSUMED,
  costsOf,
  LIMITS,
  needsOf,
  quantitiesOf,
  TRIGGERS,
} from '../../../tools/docs/scale/model.ts';
import { SCALE_PAGE, withTables } from '../../../tools/docs/scale/page.ts';
import { propertiesOf } from '../../infra/synthesize.ts';

describe('the page about scale', () => {
  test('shows what the model computes (npm run docs:scale writes it)', () => {
    const page = readFileSync(SCALE_PAGE, 'utf8');
    assert.equal(page, withTables(page));
  });

  test('a part costs its used quantity times its price', () => {
    assert.equal(costsOf('HTTP', 'us-east-1').get('writeUnit'), 17 * 0.625);
    assert.equal(costsOf('HTTP', 'us-east-1').get('queueRequest'), 0);
    assert.equal(costsOf('workflow', 'us-east-1').get('stateTransition'), ASSUMED.transitions * 25);
  });

  test('a million cancellations cost what the page says', () => {
    const sums = TRIGGERS.map((trigger) =>
      [...costsOf(trigger, 'us-east-1').values()]
        .reduce<number>((sum, cost) => sum + (cost ?? 0), 0)
        .toFixed(2),
    );
    assert.deepEqual(sums, ['20.69', '21.89', '144.69']);
  });

  test('a part without a price has no cost', () => {
    assert.deepEqual(new Set(costsOf('event', 'sa-east-1').values()), new Set([null]));
  });

  test('triggers differ only in how a command arrives', () => {
    const { httpRequest: _http, ...rest } = quantitiesOf('HTTP');
    const { stateTransition: _transition, httpRequest: _none, ...flow } = quantitiesOf('workflow');
    const { stateTransition: _zero, ...http } = rest;
    assert.deepEqual(flow, http);
  });

  /** In the order of the page: environments, seconds to grow, units, shards, sessions, sweepers. */
  const NEEDS: readonly (readonly [number, readonly number[]])[] = [
    [10, [5, 0, 130, 1, 9, 1]],
    [1000, [420, 0, 13_000, 6, 840, 53]],
    [100_000, [42_000, 410, 1_300_000, 600, 84_000, 5250]],
  ];
  for (const [rate, needs] of NEEDS)
    test(`${rate} cancellations a second need what the page says, without rounding up`, () => {
      assert.deepEqual(Object.values(needsOf(rate)), needs);
    });

  test('the throttle of the model is that of the configuration', () => {
    const { throttle } = toConfiguration({});
    const { throttleRate: rateLimit, throttleBurst: burstLimit } = ASSUMED;
    assert.deepEqual(throttle, { rateLimit, burstLimit });
  });

  test('batch size and concurrency of commands are those of the stack', () => {
    const { limit } = LIMITS.find(({ part }) => part === 'commands of one provider') ?? {};
    for (const [id, { BatchSize, ScalingConfig }] of propertiesOf('AWS::Lambda::EventSourceMapping'))
      if (ScalingConfig)
        assert.equal(`${ScalingConfig.MaximumConcurrency} batches of ${BatchSize} at once`, limit, id);
  });

  test('limits are sorted from the lowest rate', () => {
    const rates = LIMITS.map(({ perSecond }) => perSecond);
    assert.deepEqual(
      rates,
      rates.toSorted((a, b) => a - b),
    );
  });
});
