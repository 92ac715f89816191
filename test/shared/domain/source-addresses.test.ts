import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { isFromSources, isSourceAddress } from '../../../shared/domain/source-addresses.ts';

describe('an address or a block of them', () => {
  for (const text of [
    ...['203.0.113.5', '203.0.113.0/24', '203.0.113.5/32', '10.0.0.0/8'],
    ...['2001:db8::7', '2001:db8::/32', '2001:db8::7/128', '::1'],
  ])
    test(`is ${text}`, () => assert.equal(isSourceAddress(text), true));

  for (const text of [
    ...['', ' ', '203.0.113', '203.0.113.256', '203.0.113.0/', '203.0.113.0/33', '203.0.113.0/24/8'],
    ...['0.0.0.0/0', '10.0.0.0/7', '::/0', '2001:db8::/129', '2001:db8::/-1', 'fe80::1%eth0'],
    ...['api.letpay.co', '203.0.113.5,203.0.113.6', '203.0.113.0/2 4'],
  ])
    test(`is not "${text}"`, () => assert.equal(isSourceAddress(text), false));
});

describe('a sender is', () => {
  const SOURCES = ['203.0.113.5', '198.51.100.0/24', '2001:db8::/32'];
  for (const address of ['203.0.113.5', '::ffff:203.0.113.5', '198.51.100.255', '2001:db8:1::9'])
    test(`known by ${address}`, () => assert.equal(isFromSources(address, SOURCES), true));
  for (const address of ['203.0.113.6', '198.51.101.0', '2001:db9::1', '', 'localhost', '::ffff:203.0.113.6'])
    test(`not known by "${address}"`, () => assert.equal(isFromSources(address, SOURCES), false));
  test('nobody where no address is configured', () => assert.equal(isFromSources('203.0.113.5', []), false));
});
