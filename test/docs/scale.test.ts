import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import {
  ASSUMED,
  costsOf,
  HOLD_SECONDS,
  LIMITS,
  needsOf,
  quantitiesOf,
} from '../../infra/docs/scale/model.ts';
import { SCALE_PAGE, withTables } from '../../infra/docs/scale/page.ts';

describe('the page about scale', () => {
  test('shows what the model computes (npm run docs:scale writes it)', () => {
    const page = readFileSync(SCALE_PAGE, 'utf8');
    assert.equal(page, withTables(page));
  });

  test('a part costs what is used of it, at its price', () => {
    assert.equal(costsOf('HTTP', 'us-east-1').get('writeUnit'), 15 * 0.625);
    assert.equal(costsOf('HTTP', 'us-east-1').get('queueRequest'), 0);
    assert.equal(costsOf('workflow', 'us-east-1').get('stateTransition'), ASSUMED.transitions * 25);
  });

  test('what has no price here has no cost either', () => {
    assert.deepEqual(new Set(costsOf('event', 'sa-east-1').values()), new Set([null]));
  });

  test('only the way in differs between triggers', () => {
    const { httpRequest: _http, ...rest } = quantitiesOf('HTTP');
    const { stateTransition: _transition, httpRequest: _none, ...flow } = quantitiesOf('workflow');
    const { stateTransition: _zero, ...http } = rest;
    assert.deepEqual(flow, http);
  });

  test('as many environments are needed as requests are out', () => {
    assert.equal(needsOf(1000).environments, 1000 * HOLD_SECONDS);
  });

  test('limits are told from the tightest', () => {
    const rates = LIMITS.map(({ perSecond }) => perSecond);
    assert.deepEqual(
      rates,
      rates.toSorted((a, b) => a - b),
    );
  });
});
