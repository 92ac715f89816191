import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { toAbsentPaymentId } from '../../../shared/domain/absent-payment-id.ts';
import { type Capabilities, capabilitiesSchema } from '../../../shared/provider/capabilities.ts';
import type { BaseCredentials } from '../../../shared/provider/connector.ts';
import type { ContractRow } from '../contract-row.ts';
import { CANCEL_CLAIMS } from './claims/cancels.ts';
import { showNotification } from './claims/notifications.ts';
import { REFUND_CLAIMS } from './claims/refunds.ts';
import { showLifetime, showModel, showUse } from './claims/tokens.ts';
import { showReturned, TRAIT_CLAIMS, traitsIn } from './claims/traits.ts';
import { showNoOtherWindows, showWindow } from './claims/windows.ts';

/** What stands where a capability still has to be found out. */
const UNWRITTEN = 'Write next:';

/**
 * The capability matrix, shown claim by claim: a claim that the connector does not keep, or that the simulator does not
 * bear out, fails here.
 */
export function testClaims<C extends BaseCredentials>(row: ContractRow<C>): void {
  const { capabilities: claims, connector } = row;

  test('what it says of itself has the right form, is its own, and is written to its end', () => {
    assert.deepEqual(capabilitiesSchema.safeParse(claims).error, undefined);
    assert.deepEqual([claims.id, claims.name], [connector.id, connector.name]);
    assert.equal(claims.paymentId.pattern, connector.paymentId.pattern.source);
    for (const id of [row.absentPaymentId, toAbsentPaymentId(connector.paymentId)])
      assert.match(id, connector.paymentId.pattern);
    assert.deepEqual(unwrittenIn(claims), [], 'functions/<provider>/capabilities.ts has to say these');
  });

  describe('it keeps what it says of a cancel:', () => {
    for (const { claim, says, shows } of CANCEL_CLAIMS)
      test(`${claim}: ${says(claims.cancel)}`, (t) => shows(t, row));
  });
  describe('it keeps what it says of a refund:', () => {
    for (const { claim, says, shows } of REFUND_CLAIMS)
      test(`${claim}: ${says(claims.refund)}`, (t) => shows(t, row));
  });
  testTraits(row);
  testWindows(row);
  describe('it keeps what it says of tokens and notifications:', () => {
    const { token, notification } = claims;
    test(`model: ${token.model.value}`, (t) => showModel(t, row));
    test(`use: ${token.use.value}`, (t) => showUse(t, row));
    test(`lifetime in seconds: ${token.lifetimeSeconds.value ?? 'the login says it'}`, (t) =>
      showLifetime(t, row));
    test(`proof of a notification: ${notification.proof.value}`, () => showNotification(row));
  });
}

/** What the core decides by. */
function testTraits<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe('it keeps what its traits say:', () => {
    for (const about of traitsIn(row))
      for (const { trait, says, shows } of TRAIT_CLAIMS)
        test(`${about.method}, ${trait}: ${says(about.traits)}`, (t) => shows(t, about));
    test(`an inquiry ${row.connector.traits.showsReturned ? 'shows' : 'does not show'} what went back`, (t) =>
      showReturned(t, row));
  });
}

function testWindows<C extends BaseCredentials>(row: ContractRow<C>): void {
  describe('it keeps what it says of windows:', () => {
    for (const way of ['cancel', 'refund'] as const) {
      for (const window of row.capabilities[way].windows)
        test(`${way}, ${window.of}: ${window.rule}`, (t) => showWindow(t, row, { way, window }));
      test(`${way}: no window that it does not speak of`, () => showNoOtherWindows(row, way));
    }
  });
}

function unwrittenIn(claims: Capabilities): readonly string[] {
  return JSON.stringify(claims, undefined, 1)
    .split('\n')
    .filter((line) => line.includes(UNWRITTEN))
    .map((line) => line.trim());
}
