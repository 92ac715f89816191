import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { HOUR_MS } from '../../shared/domain/time.ts';
import type { Capabilities, MethodCapabilities } from '../../shared/provider/capabilities.ts';
import type { BaseCredentials } from '../../shared/provider/connector.ts';
import type { Method, MethodTraits } from '../../shared/provider/traits.ts';
import { CANCEL_CLAIMS } from './contract/claims/cancels.ts';
import type { Claim } from './contract/claims/claim.ts';
import { showNotification } from './contract/claims/notifications.ts';
import { REFUND_CLAIMS } from './contract/claims/refunds.ts';
import { showLifetime, showModel, showUse } from './contract/claims/tokens.ts';
import { showReturned, TRAIT_CLAIMS, traitsIn } from './contract/claims/traits.ts';
import { showNoOtherWindows, showWindow } from './contract/claims/windows.ts';
import type { ContractRow } from './contract-row.ts';
import { letpayRow } from './rows/letpay.ts';
import { sopagueRow } from './rows/sopague.ts';

/** A claim that is not true, which the scenario of this name has to notice. */
type FalseClaim = {
  readonly says: string;
  readonly claim: Claim['claim'];
  readonly toFalse: (truth: MethodCapabilities) => MethodCapabilities;
};

const by: FalseClaim = {
  says: 'that somebody else does it',
  claim: 'by',
  toFalse: (method) => ({
    ...method,
    by: { ...method.by, value: method.by.value === 'api' ? 'people' : 'api' },
  }),
};

const toPartial = (value: 'yes' | 'no' | 'unknown'): FalseClaim => ({
  says: `partial: ${value}`,
  claim: 'partial',
  toFalse: (method) => ({ ...method, partial: { ...method.partial, value } }),
});

const toLearnt = (...value: MethodCapabilities['learnt']['value']): FalseClaim => ({
  says: `learnt by: ${value.join(', ')}`,
  claim: 'learnt',
  toFalse: (method) => ({ ...method, learnt: { ...method.learnt, value } }),
});

const toRepeatable = (value: 'yes' | 'no'): FalseClaim => ({
  says: `repeatable: ${value}`,
  claim: 'repeatable',
  toFalse: (method) => ({ ...method, repeatable: { ...method.repeatable, value } }),
});

testFalseClaims(letpayRow, {
  cancel: [by, toPartial('yes'), toPartial('unknown'), toLearnt('answer', 'inquiry'), toRepeatable('no')],
  refund: [by, toPartial('yes'), toPartial('no'), toLearnt('answer', 'inquiry'), toRepeatable('yes')],
});
testFalseClaims(sopagueRow, {
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

const KEY = { is: 'key', lifetimeMs: 24 * HOUR_MS, burnsOnError: false } as const;

/** Traits that are not true of each provider's simulator. */
const FALSE_TRAITS = {
  letpay: {
    void: [
      { amount: 'required' },
      { amount: 'optional' },
      { partial: 'once' },
      { partial: 'unknown' },
      { partial: 'after_settlement' },
      { idempotency: { is: 'none' } },
      { idempotency: KEY },
      { evidence: 'refund_by_id' },
      { evidence: 'refund_by_key' },
      { evidence: 'refunded_total' },
      { inquiryShowsProgress: true },
    ],
    refund: [
      { amount: 'never' },
      { amount: 'required' },
      { partial: 'no' },
      { partial: 'once' },
      { partial: 'after_settlement' },
      { idempotency: { is: 'by_nature' } },
      { idempotency: KEY },
      { evidence: 'status' },
      { evidence: 'refund_by_key' },
      { inquiryShowsProgress: false },
    ],
  },
  sopague: {
    void: [
      { amount: 'never' },
      { amount: 'optional' },
      { partial: 'no' },
      { partial: 'once' },
      { partial: 'after_settlement' },
      { idempotency: { is: 'none' }, partial: 'no' },
      { idempotency: KEY },
      { evidence: 'refund_by_id' },
      { evidence: 'refund_by_key' },
      { evidence: 'refunded_total' },
      { inquiryShowsProgress: true },
    ],
  },
} as const satisfies Readonly<Record<string, Partial<Record<Method, readonly Partial<MethodTraits>[]>>>>;

testFalseTraits(letpayRow, FALSE_TRAITS.letpay);
testFalseTraits(sopagueRow, FALSE_TRAITS.sopague);

/** Each of these has to make a scenario fail. */
function testFalseClaims<C extends BaseCredentials>(
  row: ContractRow<C>,
  claims: { readonly cancel: readonly FalseClaim[]; readonly refund: readonly FalseClaim[] },
): void {
  const { capabilities: truth, connector } = row;
  const fails = async (t: TestContext, says: Partial<Capabilities>, shows: Shows) =>
    assert.rejects(
      async () => shows(t, { ...row, capabilities: { ...truth, ...says } }),
      assert.AssertionError,
    );

  describe(`the suite notices what is not true of ${connector.name}:`, () => {
    for (const { says, claim, toFalse } of claims.cancel)
      test(`a cancel that says ${says}`, (t) =>
        fails(t, { cancel: toFalse(truth.cancel) }, scenarioOf(CANCEL_CLAIMS, claim)));
    for (const { says, claim, toFalse } of claims.refund)
      test(`a refund that says ${says}`, (t) =>
        fails(t, { refund: toFalse(truth.refund) }, scenarioOf(REFUND_CLAIMS, claim)));
    testFalseWindows(row);
    testFalseTokens(truth, fails);
  });
}

type Shows = <C extends BaseCredentials>(t: TestContext, row: ContractRow<C>) => void | Promise<void>;

function scenarioOf(claims: readonly Claim[], name: Claim['claim']): Shows {
  const found = claims.find(({ claim }) => claim === name);
  assert.ok(found);
  return found.shows;
}

/** The core would decide by these, so that each has to make the scenario of its trait fail. */
function testFalseTraits<C extends BaseCredentials>(
  row: ContractRow<C>,
  claims: Partial<Record<Method, readonly Partial<MethodTraits>[]>>,
): void {
  describe(`the suite notices traits that are not true of ${row.connector.name}:`, () => {
    for (const { method, traits } of traitsIn(row))
      for (const more of claims[method] ?? []) {
        const [name] = Object.keys(more);
        const found = TRAIT_CLAIMS.find(({ trait }) => trait === name);
        assert.ok(found);
        const claimed = { ...traits, ...more };
        test(`${method}, ${name}: ${found.says(claimed)}`, (t) =>
          assert.rejects(found.shows(t, { row, method, traits: claimed }), assert.AssertionError));
      }
    test('that an inquiry shows what went back, or that it does not', (t) => {
      const { connector } = row;
      const traits = { ...connector.traits, showsReturned: !connector.traits.showsReturned };
      return assert.rejects(
        showReturned(t, { ...row, connector: { ...connector, traits } }),
        assert.AssertionError,
      );
    });
  });
}

function testFalseWindows<C extends BaseCredentials>(row: ContractRow<C>): void {
  for (const way of ['cancel', 'refund'] as const)
    for (const window of row.capabilities[way].windows) {
      const longer = { ...window, span: { lasts: 'days', days: 400 } } as const;
      test(`${window.rule} of another length`, (t) =>
        assert.rejects(showWindow(t, row, { way, window: longer }), assert.AssertionError));
      test(`${window.rule} under another name`, (t) =>
        assert.rejects(
          showWindow(t, row, { way, window: { ...window, rule: 'other' } }),
          assert.AssertionError,
        ));
      test(`nothing of ${window.rule}`, () => {
        const kept = row.capabilities[way].windows.filter(({ rule }) => rule !== window.rule);
        const silent = { ...row.capabilities, [way]: { ...row.capabilities[way], windows: kept } };
        assert.throws(() => showNoOtherWindows({ ...row, capabilities: silent }, way), assert.AssertionError);
      });
    }
}

function testFalseTokens(
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
