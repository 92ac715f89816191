import type { Fault } from '../../local/simulators/kit/faults.ts';
import type { SimulatorOptions } from '../../local/simulators/kit/options.ts';
import type { ProviderSimulator } from '../../local/simulators/kit/provider-simulator.ts';
import type { EpochMs } from '../../shared/domain/time.ts';
import type { Capabilities } from '../../shared/provider/capabilities.ts';
import type { BaseCredentials, Connector } from '../../shared/provider/connector.ts';
import type { NotificationSource } from '../../shared/provider/notification.ts';
import type { Clocks, PaymentStatus } from '../../shared/provider/payment-snapshot.ts';
import type { Method } from '../../shared/provider/traits.ts';

/** What the suite needs of a simulator. Amounts in centavos. */
export type ContractSimulator<C> = ProviderSimulator & {
  /** A payment that can be canceled, where the provider cancels any. */
  createPayment(payment: { amount: number }): string;
  /** A payment of `AMOUNT` whose money can only come back by a refund. */
  createPaid(): string;
  /** How many times money moved. */
  effects(paymentId: string): number;
  /** What went back, by any party. */
  returned(paymentId: string): number;
  /** Somebody gives back so much without this API; of a payment that can be canceled, all of it. */
  returnElsewhere(paymentId: string, amount: number): void;
  /** The payment is settled, where the provider gives back parts only then. */
  settle?(paymentId: string): void;
  /** What people do, where only people can refund. */
  readonly people?: {
    /** Asks for a refund of the whole payment. Answers with the provider's id of that request. */
    file(paymentId: string): string;
    approve(requestId: string): void;
  };
  /** Where the provider answers before it has done the work. */
  readonly work?: {
    /** Which methods are answered so. @default both */
    readonly methods?: readonly Method[];
    /** From now on the work waits, and shows as little as the pages leave open. */
    hold(): void;
    /** What waits is done. */
    finish(paymentId: string): void;
  };
  setCredentials(credentials: C): void;
};

/** How a window of the capabilities is tested. */
export type WindowRow<C> = {
  /** The clocks of a payment whose clock started at that time. */
  readonly clocks: (startedAt: EpochMs) => Clocks;
  readonly status?: PaymentStatus;
  /** Makes such a payment, where the simulator applies this window too. */
  readonly create?: (provider: ContractSimulator<C>, startedAt: EpochMs) => string;
};

/** One provider, as the contract suite runs it. */
export type ContractRow<C extends BaseCredentials> = {
  readonly connector: Connector<C>;
  /** What the provider says it can do: every claim of it is tested by a scenario. */
  readonly capabilities: Capabilities;
  readonly start: (options?: SimulatorOptions) => Promise<ContractSimulator<C>>;
  readonly credentials: C;
  /** What the secret is after a rotation. */
  readonly rotated: C;
  readonly absentPaymentId: string;
  /** What a prompt request comes to. */
  readonly prompt: 'succeeded' | 'accepted';
  /** The same of a request for a refund, where that is another. */
  readonly promptRefund?: 'succeeded' | 'accepted';
  /** HTTP statuses beside 200 by which it reports success of a request. @default none */
  readonly successes?: readonly number[];
  /** What an inquiry shows of a payment that nobody has touched, and of the same when all of it is back. */
  readonly statuses: { readonly untouched: PaymentStatus; readonly returned: PaymentStatus };
  /** Members of an answer by which it reports success in words that no page documents. */
  readonly strangeSuccess: Record<string, unknown>;
  /** A well-formed refusal in these words. */
  readonly toRefusal: (words: string) => Record<string, unknown>;
  /** A well-formed refusal in words that no page documents. */
  readonly strangeRefusal: Fault;
  /** The members by which an answer names another payment than the one asked for. */
  readonly anotherPayment: (paymentId: string) => Record<string, unknown>;
  /** The member of a login's answer that holds the token. Absent where there are no logins. */
  readonly tokenField?: string;
  /** One of the provider's own callbacks: what it says, and where it comes from. */
  readonly notification: (paymentId: string) => {
    readonly body: unknown;
    readonly source: NotificationSource;
  };
  /** By the names of their rules. */
  readonly windows: Readonly<Record<string, WindowRow<C>>>;
};

/** There are no logins at this provider: the credentials themselves go with every request. */
export function isStatic<C extends BaseCredentials>({ connector }: ContractRow<C>): boolean {
  return connector.auth.type === 'static';
}

/** The method that the scenarios of the suite use: a void where the provider has one. */
export function methodOf<C extends BaseCredentials>({ connector }: ContractRow<C>): Method {
  return connector.void ? 'void' : 'refund';
}

/** Centavos of every payment of the suite. */
export const AMOUNT = 1035;

/** Centavos that are a part of a payment of the suite, and fit in it twice. */
export const PART = 500;
