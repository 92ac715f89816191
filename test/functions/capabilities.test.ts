import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAPABILITIES } from '../../functions/capabilities.ts';
import { COMMAND_RULES } from '../../functions/command-rules.ts';
import { letpay } from '../../functions/letpay/connector.ts';
import { sopague } from '../../functions/sopague/connector.ts';
import { PROVIDERS } from '../../infra/providers.ts';
import { capabilitiesSchema } from '../../shared/provider/capabilities.ts';

const NAMES = PROVIDERS.map(({ id, name }) => ({ id, name }));

test('every provider that deploys says what it can do and how its commands look, and no other', () => {
  assert.deepEqual(
    CAPABILITIES.map(({ id, name }) => ({ id, name })),
    NAMES,
  );
  assert.deepEqual(
    COMMAND_RULES.map(({ id }) => id),
    NAMES.map(({ id }) => id),
  );
});

for (const capabilities of CAPABILITIES) {
  test(`what ${capabilities.name} says has the form that it should`, () => {
    assert.deepEqual(capabilitiesSchema.safeParse(capabilities).error, undefined);
  });

  test(`whatever ${capabilities.name} says is documented names its page, and what is inferred says why`, () => {
    for (const fact of factsIn(capabilities))
      assert.ok(fact.basis === 'documented' ? fact.source : (fact.note ?? fact.source), JSON.stringify(fact));
  });
}

const RULES = [letpay, sopague];

for (const capabilities of CAPABILITIES)
  test(`what ${capabilities.name} says is what the core decides by`, () => {
    const connector = RULES.find(({ id }) => id === capabilities.id);
    const cancelTraits = connector?.traits.void;
    assert.ok(connector && cancelTraits);
    const { auth, traits, windows, paymentId } = connector;
    const { cancel, refund } = windows({}, undefined);
    const repeatable =
      cancelTraits.idempotency.is !== 'none' && cancelTraits.partial === 'no' ? 'yes' : 'unknown';
    assert.equal(capabilities.cancel.partial.value, cancelTraits.partial);
    assert.equal(capabilities.cancel.partial.value, cancel.partial);
    assert.equal(capabilities.cancel.repeatable.value, repeatable);
    assert.equal(capabilities.refund.partial.value, refund.partial);
    assert.equal(capabilities.refund.by.value, traits.refundBy);
    assert.equal(connector.refund !== undefined, traits.refundBy === 'api');
    assert.equal(connector.manualRefund !== undefined, traits.refundBy === 'people');
    assert.equal(capabilities.token.model.value, auth.type);
    assert.equal(capabilities.paymentId.pattern, paymentId.pattern.source);
  });

type Fact = { readonly basis: string; readonly source?: unknown; readonly note?: unknown };

function factsIn(value: unknown): readonly Fact[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(factsIn);
  return 'basis' in value && typeof value.basis === 'string'
    ? [{ ...value, basis: value.basis }, ...inside]
    : inside;
}
