import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Fault } from '../../local/simulators/kit/faults.ts';
import type { ReceivedRequest } from '../../local/simulators/kit/traffic.ts';
import { SecretText } from '../../shared/domain/secret-text.ts';
import type { EpochMs } from '../../shared/domain/time.ts';
import type { Operation } from '../../shared/operation/operation.ts';
import type { CallLimits } from '../../shared/ports/sessions.ts';
import type { AttemptResult } from '../../shared/provider/attempt-result.ts';
import type { BaseCredentials } from '../../shared/provider/connector.ts';
import type { InquiryResult, PaymentStatus } from '../../shared/provider/payment-snapshot.ts';
import { type Method, traitsOf } from '../../shared/provider/traits.ts';
import { AMOUNT, type ContractRow, type ContractSimulator, methodOf } from './contract-row.ts';
import { type Asked, Harness, type HarnessOptions } from './harness.ts';

/** Ten in the morning in São Paulo: no test comes near the end of a day by itself. */
const STARTED_AT = Date.parse('2026-03-10T10:00:00-03:00');

/** More steps than any operation takes to its end. */
const MAX_STEPS = 60;

type SceneOptions<C> = Partial<Omit<HarnessOptions<C>, 'clock'>> & {
  readonly paymentId?: string;
  /** @default the method of the suite */
  readonly method?: Method;
};

/** A provider on loopback, a payment there, and one process of ours, all at the same time of day. */
export class Scene<C extends BaseCredentials> {
  readonly row: ContractRow<C>;
  readonly provider: ContractSimulator<C>;
  readonly harness: Harness<C>;
  readonly paymentId: string;
  readonly method: Method;
  readonly #payment: string;
  readonly #began = Date.now();
  #passedMs = 0;

  constructor(row: ContractRow<C>, provider: ContractSimulator<C>, options: SceneOptions<C>) {
    this.row = row;
    this.provider = provider;
    this.method = options.method ?? methodOf(row);
    provider.setClock(new Date(STARTED_AT));
    this.#payment =
      this.method === 'void' ? provider.createPayment({ amount: AMOUNT }) : provider.createPaid();
    this.paymentId = options.paymentId ?? this.#payment;
    this.harness = new Harness(row.connector, {
      baseUrl: provider.url,
      credentials: row.credentials,
      ...options,
      clock: () => this.now(),
    });
  }

  now(): EpochMs {
    return STARTED_AT + (Date.now() - this.#began) + this.#passedMs;
  }

  /** Time passes, here and at the provider. */
  pass(ms: number): void {
    this.#passedMs += ms;
    this.provider.advanceClock(ms);
  }

  /** What happens to the next request that moves money. */
  next(fault: Fault, times = 1): void {
    this.provider.next(fault, { kind: this.#kind, times });
  }

  /** Sends the request that gives all of the payment back, once. */
  send(limits?: Partial<CallLimits>): Promise<AttemptResult> {
    return this.harness.attempt(this.wanted(), limits);
  }

  /** That request; or the one that gives back a part. */
  wanted(amount?: number) {
    const { paymentId, method } = this;
    return { paymentId, method, amount: amount ?? this.wholeAmount() };
  }

  /** The amount that a request for the whole carries. */
  wholeAmount(): number | undefined {
    const { traits } = this.row.connector;
    return traitsOf(traits, this.method).amount === 'required' ? AMOUNT : undefined;
  }

  inquire(limits?: Partial<CallLimits>): Promise<InquiryResult> {
    return this.harness.inquire(this.paymentId, { method: this.method }, limits);
  }

  /** Begins an operation by the method of the scene, as a caller's request does. */
  begin(asked: Omit<Asked, 'paymentId' | 'kind'> = {}): Promise<Operation> {
    const { paymentId } = this;
    return this.method === 'void'
      ? this.harness.begin({ paymentId, kind: 'cancellation', ...asked })
      : this.harness.begin({ paymentId, kind: 'refund', strategy: 'refund_only', ...asked });
  }

  /** Goes on with an operation whenever it is due, until it is final or waits for a person. */
  async finish(begun: Operation): Promise<Operation> {
    let operation = begun;
    for (let steps = 0; steps < MAX_STEPS; steps++) {
      const dueAt = this.harness.dueAtOf(operation);
      if (dueAt === undefined) return operation;
      this.pass(Math.max(1, dueAt - this.now() + 1));
      operation = await this.harness.resume(this.paymentId, operation);
    }
    return operation;
  }

  /** The requests that could move money, as the provider received them. */
  received(): readonly ReceivedRequest[] {
    return this.provider.received(this.#kind);
  }

  /** How many requests that move money came in, and how often money moved. */
  assertSent({ received, effects }: { readonly received: number; readonly effects: number }): void {
    assert.equal(this.received().length, received, 'requests that the provider received');
    assert.equal(this.provider.effects(this.#payment), effects, 'times that money moved');
  }

  /** Centavos that went back, by any party. */
  returned(): number {
    return this.provider.returned(this.#payment);
  }

  get #kind(): 'cancel' | 'refund' {
    return this.row.connector.refund && this.method === 'refund' ? 'refund' : 'cancel';
  }
}

/** Sets a scene, and checks at its end that no token, key or password is in any output. */
export async function setScene<C extends BaseCredentials>(
  t: TestContext,
  row: ContractRow<C>,
  options: SceneOptions<C> = {},
): Promise<Scene<C>> {
  const provider = await row.start();
  provider.setCredentials(row.credentials);
  t.after(() => provider.close());
  const scene = new Scene(row, provider, options);
  t.after(() => assertNothingLeaked(scene, [...tokensAt(provider), ...secretsOf(row)]));
  return scene;
}

/** What an inquiry shows of the payment, where it was answered. */
export function statusOf(inquiry: InquiryResult): PaymentStatus | InquiryResult['is'] {
  return inquiry.is === 'snapshot' ? inquiry.snapshot.status : inquiry.is;
}

function tokensAt<C>(provider: ContractSimulator<C>): string[] {
  return provider.received().flatMap(({ token }) => token ?? []);
}

function secretsOf<C extends BaseCredentials>({ credentials, rotated }: ContractRow<C>): string[] {
  return [credentials, rotated].flatMap(({ environment: _, ...secret }) =>
    Object.values(secret).flatMap((value) => (value instanceof SecretText ? value.reveal() : [])),
  );
}

function assertNothingLeaked<C extends BaseCredentials>(
  { harness: { outputs, stores } }: Scene<C>,
  secrets: readonly string[],
): void {
  const text = JSON.stringify(outputs);
  const leaked = [...secrets, ...stores.tokens].filter((secret) => text.includes(secret));
  assert.deepEqual(leaked, [], 'tokens, keys and passwords in the outputs');
}
