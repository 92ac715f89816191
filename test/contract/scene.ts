import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Answer, Reading } from '../../shared/domain/answer.ts';
import { SecretText } from '../../shared/domain/secret-text.ts';
import type { BaseCredentials } from '../../shared/provider/connector.ts';
import type { Call } from '../../shared/sessions/session.ts';
import type { SimulatorOptions } from '../../shared/simulator/options.ts';
import { AMOUNT, type ContractRow, type ContractSimulator } from './contract-row.ts';
import { createHarness, type Harness, type HarnessOptions } from './harness.ts';

/** A provider on loopback, a payment there, and one process of ours. */
export type Scene<C> = {
  readonly provider: ContractSimulator<C>;
  readonly paymentId: string;
  readonly harness: Harness<C>;
  cancel(call?: Partial<Call>): Promise<Answer>;
  read(call?: Partial<Call>): Promise<Reading>;
  /** How many cancels came in, and how often money moved. */
  assertSent(counts: { received: number; effects: number }): void;
};

type SceneOptions<C> = Partial<HarnessOptions<C>> & {
  readonly paymentId?: string;
  readonly simulator?: SimulatorOptions;
};

/** Sets a scene, and checks at its end that no token, key or password got out by anything that was said. */
export async function setScene<C extends BaseCredentials>(
  t: TestContext,
  row: ContractRow<C>,
  options: SceneOptions<C> = {},
): Promise<Scene<C>> {
  const provider = await row.start(options.simulator);
  provider.setCredentials(row.credentials);
  t.after(() => provider.close());
  const payment = provider.createPayment({ amount: AMOUNT });
  const paymentId = options.paymentId ?? payment;
  const harness = createHarness(row.connector, {
    baseUrl: provider.url,
    credentials: row.credentials,
    ...options,
  });
  t.after(() => assertNothingLeaked(harness, [...tokensAt(provider), ...secretsOf(row)]));
  return {
    provider,
    paymentId,
    harness,
    cancel: (call) => harness.cancel({ paymentId, ...row.command }, call),
    read: (call) => harness.read(paymentId, call),
    assertSent({ received, effects }) {
      assert.equal(provider.received('cancel').length, received, 'cancels that the provider received');
      assert.equal(provider.effects(payment), effects, 'times that money moved');
    },
  };
}

function tokensAt<C>(provider: ContractSimulator<C>): string[] {
  return provider.received().flatMap(({ token }) => token ?? []);
}

function secretsOf<C extends BaseCredentials>({ credentials, rotated }: ContractRow<C>): string[] {
  return [credentials, rotated].flatMap(({ environment: _, ...secret }) =>
    Object.values(secret).flatMap((value) => (value instanceof SecretText ? value.reveal() : [])),
  );
}

function assertNothingLeaked<C>({ said, stores }: Harness<C>, secrets: readonly string[]): void {
  const text = JSON.stringify(said);
  const leaked = [...secrets, ...stores.tokens].filter((secret) => text.includes(secret));
  assert.deepEqual(leaked, [], 'tokens, keys and passwords in what was said');
}
