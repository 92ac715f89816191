import assert from 'node:assert/strict';
import { test } from 'node:test';
import { newSwitches, switchesSchema, turnedOff } from '../../../shared/domain/switches.ts';

test('a kind of change that only a newer version knows does not make the kill switch unreadable', () => {
  const change = { merchant: '*', to: 'added_later', reason: 'r', by: 'ana', at: 1 };
  const switches = switchesSchema.parse({ ...newSwitches('letpay'), changes: [change] });
  assert.equal(turnedOff(switches, 'loja-1'), undefined);
});
