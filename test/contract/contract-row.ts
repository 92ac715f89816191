import type { Answer, Reading } from '../../shared/domain/answer.ts';
import type { BaseCredentials, Connector } from '../../shared/provider/connector.ts';
import type { Fault } from '../../shared/simulator/faults.ts';
import type { ProviderSimulator } from '../../shared/simulator/provider-simulator.ts';
import type { CancelCommand } from './harness.ts';

/** What the suite needs of a simulator. */
export type ContractSimulator<C> = ProviderSimulator & {
  createPayment(payment: { amount: number }): string;
  effects(paymentId: string): number;
  setCredentials(credentials: C): void;
};

/** One provider, as the contract suite runs it. */
export type ContractRow<C extends BaseCredentials> = {
  readonly connector: Connector<C>;
  readonly start: () => Promise<ContractSimulator<C>>;
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
  /** A well-formed no in words that no page documents. */
  readonly strangeNo: Fault;
  /** The members by which an answer names another payment than the one asked for. */
  readonly anotherPayment: (paymentId: string) => Record<string, unknown>;
  /** The member of a login's answer that holds the token. */
  readonly tokenField: string;
};

/** Centavos of every payment of the suite. */
export const AMOUNT = 1035;
