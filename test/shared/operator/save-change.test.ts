import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { saveChange } from '../../../shared/operator/save-change.ts';

/** A setting into which others save so many times before we can. */
function createSetting(others: number, value?: number) {
  const kept = { value, reads: 0 };
  return {
    kept,
    read: async () => {
      kept.reads++;
      return kept.value;
    },
    save: async (after: number) => {
      if (kept.reads <= others) kept.value = 100 * kept.reads;
      else kept.value = after;
      return kept.reads > others;
    },
  };
}

const by = { initial: 0, change: (before: number) => before + 1, detail: 'try again' };

describe('a change of a setting', () => {
  test('is made of the one that is there, or of the initial one', async () => {
    assert.equal(await saveChange(createSetting(0, 7), 'letpay', by), 8);
    assert.equal(await saveChange(createSetting(0), 'letpay', by), 1);
  });

  test('is made again of what somebody else saved in between', async () => {
    const setting = createSetting(2, 7);
    assert.equal(await saveChange(setting, 'letpay', by), 201);
    assert.equal(setting.kept.value, 201);
  });

  test('is given up after five tries, with nothing changed', async () => {
    const setting = createSetting(Number.POSITIVE_INFINITY, 7);
    await assert.rejects(saveChange(setting, 'letpay', by), {
      name: 'internal_error',
      facts: { outcome: 'not_applied', detail: 'try again' },
    });
    assert.equal(setting.kept.reads, 5);
  });
});
