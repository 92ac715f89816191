import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { fromCentavos, fromReais, toReais } from '../../../shared/domain/money.ts';

const MAX = 9_999_999_999;

describe('reais as a provider writes them', () => {
  const rows: readonly (readonly [unknown, number | undefined])[] = [
    [60.1, 6010],
    [60.10000000000001, 6010],
    ['60.10', 6010],
    [' 60.10 ', 6010],
    ['60', 6000],
    [0, 0],
    ['0.00', 0],
    [150, 15_000],
    [150.005, undefined],
    [0.29, 29],
    [1.005, undefined],
    [null, undefined],
    [undefined, undefined],
    ['', undefined],
    ['60,10', undefined],
    ['R$ 60.10', undefined],
    ['1e3', undefined],
    ['-1', undefined],
    [-1, undefined],
    [Number.NaN, undefined],
    [Number.POSITIVE_INFINITY, undefined],
    [{}, undefined],
    [[60.1], undefined],
    [true, undefined],
  ];
  for (const [reais, centavos] of rows)
    test(`${JSON.stringify(reais) ?? String(reais)} is ${centavos ?? 'not readable, which is never 0'}`, () => {
      assert.equal(fromReais(reais), centavos);
    });

  test('are read to the centavo, as numbers and as text, whatever binary fractions make of them', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: MAX }), (centavos) => {
        assert.equal(fromReais(toReais(centavos)), centavos);
        assert.equal(fromReais(centavos / 100), centavos);
        assert.equal(fromReais(centavos / 100 + 1e-9), centavos);
      }),
    );
  });
});

describe('centavos as a provider writes them', () => {
  test('are whole', () => {
    const rows: readonly (readonly [unknown, number | undefined])[] = [
      [15_000, 15_000],
      ['15000', 15_000],
      [150.5, undefined],
      [MAX + 1, undefined],
      [null, undefined],
    ];
    for (const [written, centavos] of rows) assert.equal(fromCentavos(written), centavos);
  });
});
