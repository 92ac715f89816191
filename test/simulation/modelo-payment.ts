import type { Answered, Ordered } from './books.ts';

/** One request that was taken: ours, or a stranger's. */
export type ModeloOrder = {
  readonly id: string;
  readonly order: Ordered;
  readonly amount: number;
  status: 'processing' | 'succeeded' | 'failed';
};

/** One payment, as the provider keeps it. */
export type ModeloPayment = {
  readonly id: string;
  isPaid: boolean;
  readonly orders: ModeloOrder[];
  /** What was answered under each key, and when. */
  readonly answers: Map<string, { readonly answer: Answered; readonly at: number }>;
  gaveUp: boolean;
};
