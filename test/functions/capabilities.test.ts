import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAPABILITIES } from '../../functions/capabilities.ts';
import { COMMAND_RULES } from '../../functions/command-rules.ts';
import { PROVIDERS } from '../../infra/providers.ts';
import { capabilitiesSchema } from '../../shared/provider/capabilities.ts';
import type { BaseCredentials, Connector } from '../../shared/provider/connector.ts';
import type { MethodTraits } from '../../shared/provider/traits.ts';

const NAMES = PROVIDERS.map(({ id, name }) => ({ id, name }));

test('every deployed provider, and no other, has capabilities and command rules', () => {
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
  test(`the capabilities of ${capabilities.name} match their schema`, () => {
    assert.deepEqual(capabilitiesSchema.safeParse(capabilities).error, undefined);
  });

  test(`documented capabilities of ${capabilities.name} name their page, and inferred ones the reason`, () => {
    for (const fact of factsIn(capabilities))
      assert.ok(fact.basis === 'documented' ? fact.source : (fact.note ?? fact.source), JSON.stringify(fact));
  });
}

for (const capabilities of CAPABILITIES)
  test(`the capabilities of ${capabilities.name} agree with its connector`, async () => {
    const connector = await importConnector(capabilities.id);
    const cancelTraits = connector.traits.void;
    assert.ok(cancelTraits);
    const { auth, traits, windows, paymentId } = connector;
    const { cancel, refund } = windows({}, undefined);
    assert.equal(capabilities.cancel.partial.value, toPartial(cancelTraits));
    assert.equal(capabilities.cancel.partial.value, cancel.partial);
    assert.equal(capabilities.cancel.repeatable.value, toRepeatable(cancelTraits));
    assert.equal(capabilities.refund.partial.value, refund.partial);
    assert.equal(capabilities.refund.by.value, traits.refundBy);
    assert.equal(connector.refund !== undefined, traits.refundBy === 'api');
    assert.equal(connector.manualRefund !== undefined, traits.refundBy === 'people');
    assert.equal(capabilities.token.model.value, auth.type);
    assert.equal(capabilities.paymentId.pattern, paymentId.pattern.source);
  });

/** The connector of a provider, by the name of its folder. */
async function importConnector(id: string): Promise<Connector<BaseCredentials>> {
  const module: Readonly<Record<string, Connector<BaseCredentials> | undefined>> = await import(
    `../../functions/${id}/connector.ts`
  );
  return module[id] ?? assert.fail(`functions/${id}/connector.ts does not export ${id}`);
}

function toPartial({ partial }: MethodTraits): 'yes' | 'no' | 'unknown' {
  return partial === 'no' || partial === 'unknown' ? partial : 'yes';
}

function toRepeatable({ idempotency, partial }: MethodTraits): 'yes' | 'unknown' {
  const isHarmless = idempotency.is === 'key' || (idempotency.is === 'by_nature' && partial === 'no');
  return isHarmless ? 'yes' : 'unknown';
}

type Fact = { readonly basis: string; readonly source?: unknown; readonly note?: unknown };

function factsIn(value: unknown): readonly Fact[] {
  if (typeof value !== 'object' || value === null) return [];
  const inside = Object.values(value).flatMap(factsIn);
  return 'basis' in value && typeof value.basis === 'string'
    ? [{ ...value, basis: value.basis }, ...inside]
    : inside;
}
