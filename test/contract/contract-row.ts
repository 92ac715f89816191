import type { Answer, Clocks, Reading } from '../../shared/domain/answer.ts';
import type { EpochMs } from '../../shared/domain/time.ts';
import type { Capabilities } from '../../shared/provider/capabilities.ts';
import type { BaseCredentials, Connector } from '../../shared/provider/connector.ts';
import type { NotificationSource } from '../../shared/provider/notification.ts';
import type { Fault } from '../../shared/simulator/faults.ts';
import type { SimulatorOptions } from '../../shared/simulator/options.ts';
import type { ProviderSimulator } from '../../shared/simulator/provider-simulator.ts';
import type { CancelCommand } from './harness.ts';

/** What the suite needs of a simulator. */
export type ContractSimulator<C> = ProviderSimulator & {
  createPayment(payment: { amount: number }): string;
  /** A payment of `AMOUNT` whose money can only come back by a refund. */
  createPaid(): string;
  /** How many times money moved. */
  effects(paymentId: string): number;
  /** Centavos that went back. */
  returned(paymentId: string): number;
  /** What people do, where only people can refund. */
  readonly people?: {
    /** Asks for a refund of the whole payment. Answers with the provider's id of that request. */
    file(paymentId: string): string;
    approve(requestId: string): void;
  };
  setCredentials(credentials: C): void;
};

/** How a window of the capabilities is looked at. */
export type WindowRow<C> = {
  /** What the connector is told of a payment whose clock started at that time. */
  readonly clocks: (startedAt: EpochMs) => Clocks;
  /** In our words. */
  readonly paymentStatus?: string;
  /** Makes such a payment, where the simulator goes by this window too. */
  readonly create?: (provider: ContractSimulator<C>, startedAt: EpochMs) => string;
};

/** One provider, as the contract suite runs it. */
export type ContractRow<C extends BaseCredentials> = {
  readonly connector: Connector<C>;
  /** What the provider says it can do: every claim of it is held to by a scenario. */
  readonly capabilities: Capabilities;
  readonly start: (options?: SimulatorOptions) => Promise<ContractSimulator<C>>;
  readonly credentials: C;
  /** What the secret is after a rotation. */
  readonly rotated: C;
  /** How a payment is canceled by one request. */
  readonly command: Omit<CancelCommand, 'paymentId'>;
  readonly absentPaymentId: string;
  /** What a prompt cancel comes to. */
  readonly prompt: Answer['is'];
  /** What a read says of a payment of which nothing was canceled. */
  readonly untouched: Reading['said'];
  /** Members of an answer by which a success is said in words that no page documents. */
  readonly strangeYes: Record<string, unknown>;
  /** A well-formed no in these words. */
  readonly toNo: (words: string) => Record<string, unknown>;
  /** A well-formed no in words that no page documents. */
  readonly strangeNo: Fault;
  /** The members by which an answer names another payment than the one asked for. */
  readonly anotherPayment: (paymentId: string) => Record<string, unknown>;
  /** The member of a login's answer that holds the token. Absent where nothing logs in. */
  readonly tokenField?: string;
  /** One of the provider's own callbacks: what it says, and where it comes from. */
  readonly notification: (paymentId: string) => {
    readonly body: unknown;
    readonly source: NotificationSource;
  };
  /** By the names of their rules. */
  readonly windows: Readonly<Record<string, WindowRow<C>>>;
};

/** Nothing logs in at this provider: the credentials themselves go with every request. */
export function isStatic<C extends BaseCredentials>({ connector }: ContractRow<C>): boolean {
  return connector.session.mode === 'static';
}

/** Centavos of every payment of the suite. */
export const AMOUNT = 1035;
