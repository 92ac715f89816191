import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import type { Capabilities, MethodCapabilities } from '../../shared/provider/capabilities.ts';
import type { BaseCredentials } from '../../shared/provider/connector.ts';
import { CANCEL_CLAIMS } from './contract/claims/cancels.ts';
import type { Claim } from './contract/claims/claim.ts';
import { showNotification } from './contract/claims/notifications.ts';
import { REFUND_CLAIMS } from './contract/claims/refunds.ts';
import { showLifetime, showModel, showUse } from './contract/claims/tokens.ts';
import { showNoOtherWindows, showWindow } from './contract/claims/windows.ts';
import type { ContractRow } from './contract-row.ts';
import { letpayRow } from './rows/letpay.ts';
import { sopagueRow } from './rows/sopague.ts';

/** A claim that is not so, and the scenario that has to notice. */
type Lie<T> = { readonly says: string; readonly claim: Claim['claim']; readonly tell: (truth: T) => T };

const by: Lie<MethodCapabilities> = {
  says: 'that somebody else does it',
  claim: 'by',
  tell: (way) => ({ ...way, by: { ...way.by, value: way.by.value === 'api' ? 'people' : 'api' } }),
};

const toPartial = (value: 'yes' | 'no' | 'unknown'): Lie<MethodCapabilities> => ({
  says: `partial: ${value}`,
  claim: 'partial',
  tell: (way) => ({ ...way, partial: { ...way.partial, value } }),
});

const toLearnt = (...value: MethodCapabilities['learnt']['value']): Lie<MethodCapabilities> => ({
  says: `learnt by: ${value.join(', ')}`,
  claim: 'learnt',
  tell: (way) => ({ ...way, learnt: { ...way.learnt, value } }),
});

const toRepeatable = (value: 'yes' | 'no'): Lie<MethodCapabilities> => ({
  says: `repeatable: ${value}`,
  claim: 'repeatable',
  tell: (way) => ({ ...way, repeatable: { ...way.repeatable, value } }),
});

testLies(letpayRow, {
  cancel: [by, toPartial('yes'), toPartial('unknown'), toLearnt('answer', 'inquiry'), toRepeatable('no')],
  refund: [by, toPartial('yes'), toPartial('no'), toLearnt('answer', 'inquiry'), toRepeatable('yes')],
});
testLies(sopagueRow, {
  cancel: [
    by,
    toPartial('yes'),
    toPartial('no'),
    toLearnt('inquiry'),
    toLearnt('answer'),
    toRepeatable('yes'),
  ],
  refund: [by, toPartial('yes'), toPartial('no'), toRepeatable('yes')],
});

/** Each of these has to make a scenario fail. */
function testLies<C extends BaseCredentials>(
  row: ContractRow<C>,
  lies: {
    readonly cancel: readonly Lie<MethodCapabilities>[];
    readonly refund: readonly Lie<MethodCapabilities>[];
  },
): void {
  const { capabilities: truth, connector } = row;
  const fails = async (t: TestContext, says: Partial<Capabilities>, shows: Shows) =>
    assert.rejects(
      async () => shows(t, { ...row, capabilities: { ...truth, ...says } }),
      assert.AssertionError,
    );

  describe(`the suite notices what is not so of ${connector.name}:`, () => {
    for (const { says, claim, tell } of lies.cancel)
      test(`a cancel that says ${says}`, (t) =>
        fails(t, { cancel: tell(truth.cancel) }, scenarioOf(CANCEL_CLAIMS, claim)));
    for (const { says, claim, tell } of lies.refund)
      test(`a refund that says ${says}`, (t) =>
        fails(t, { refund: tell(truth.refund) }, scenarioOf(REFUND_CLAIMS, claim)));
    testWindowLies(row);
    testTokenLies(truth, fails);
  });
}

type Shows = <C extends BaseCredentials>(t: TestContext, row: ContractRow<C>) => void | Promise<void>;

function scenarioOf(claims: readonly Claim[], name: Claim['claim']): Shows {
  const found = claims.find(({ claim }) => claim === name);
  assert.ok(found);
  return found.shows;
}

function testWindowLies<C extends BaseCredentials>(row: ContractRow<C>): void {
  for (const way of ['cancel', 'refund'] as const)
    for (const window of row.capabilities[way].windows) {
      const longer = { ...window, span: { lasts: 'days', days: 400 } } as const;
      test(`${window.rule} of another length`, (t) =>
        assert.rejects(showWindow(t, row, { way, window: longer }), assert.AssertionError));
      test(`${window.rule} under another name`, (t) =>
        assert.rejects(showWindow(t, row, { way, window: { ...window, rule: 'other' } })));
      test(`nothing of ${window.rule}`, () => {
        const kept = row.capabilities[way].windows.filter(({ rule }) => rule !== window.rule);
        const silent = { ...row.capabilities, [way]: { ...row.capabilities[way], windows: kept } };
        assert.throws(() => showNoOtherWindows({ ...row, capabilities: silent }, way), assert.AssertionError);
      });
    }
}

function testTokenLies(
  { token, notification }: Capabilities,
  fails: (t: TestContext, says: Partial<Capabilities>, shows: Shows) => Promise<void>,
): void {
  test('another model of tokens', (t) => {
    const value = token.model.value === 'rotating' ? 'bearer' : 'rotating';
    return fails(t, { token: { ...token, model: { ...token.model, value } } }, showModel);
  });
  test('another use of tokens', (t) => {
    const value = token.use.value === 'exclusive' ? 'shared' : 'exclusive';
    return fails(t, { token: { ...token, use: { ...token.use, value } } }, showUse);
  });
  test('another life of tokens', (t) =>
    fails(
      t,
      { token: { ...token, lifetimeSeconds: { ...token.lifetimeSeconds, value: 77 } } },
      showLifetime,
    ));
  for (const value of ['source_address', 'shared_secret', 'none'] as const)
    if (value !== notification.proof.value)
      test(`a notification that is proved by ${value}`, (t) =>
        fails(t, { notification: { proof: { ...notification.proof, value } } }, (_t, row) =>
          showNotification(row),
        ));
}
