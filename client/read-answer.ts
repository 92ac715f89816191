import type { DryRun, Operation, OperationList, Payment, Problem, Providers } from './api-types.ts';

/** The members by which an answer of the API differs from that of a proxy. */
type Marks = Readonly<Record<string, 'string' | 'object' | 'boolean' | 'number'>>;

const isLike = (value: unknown, marks: Marks): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const members = new Map(Object.entries(value));
  return Object.entries(marks).every(([name, type]) => typeof members.get(name) === type);
};

export const isProblem = (value: unknown): value is Problem =>
  isLike(value, { code: 'string', retry: 'string', outcome: 'string', title: 'string', detail: 'string' });

export const isOperation = (value: unknown): value is Operation =>
  isLike(value, { id: 'string', state: 'string', outcome: 'string', links: 'object' });

export const isDryRun = (value: unknown): value is DryRun =>
  isLike(value, { dryRun: 'boolean', options: 'object', requests: 'object' });

export const isPayment = (value: unknown): value is Payment =>
  isLike(value, { paymentId: 'string', operations: 'object', options: 'object' });

export const isOperationList = (value: unknown): value is OperationList =>
  isLike(value, { operations: 'object', links: 'object' });

export const isProviders = (value: unknown): value is Providers => isLike(value, { providers: 'object' });
