import type { StrangerAct } from './books.ts';

export const PROVIDERS = ['letpay', 'sopague', 'pix', 'mercadopago', 'modelo'] as const;

export type ProviderId = (typeof PROVIDERS)[number];

/** The body of a request to begin an operation. */
export type PostBody = {
  readonly amount?: number;
  readonly reference?: string;
  readonly notAfter?: string;
  readonly strategy?: 'refund_only';
};

/** Something that happens at a time (milliseconds from the start), whatever the code does. */
export type Trigger = { readonly at: number } & (
  | {
      readonly is: 'post';
      readonly payment: number;
      readonly key: string;
      /** @default a cancellation */
      readonly refund?: boolean;
      readonly body: PostBody;
      /** Seconds of `Prefer: wait`. */
      readonly wait?: number;
      /** Times that the caller tries again, with the same key, when no answer or a 5xx comes. */
      readonly persistence: number;
    }
  | { readonly is: 'sweep' }
  | { readonly is: 'read'; readonly payment: number }
  /** The provider's callback. */
  | { readonly is: 'notify'; readonly payment: number }
  /** A workflow polls. */
  | { readonly is: 'task'; readonly payment: number; readonly key: string }
  /** The caller takes back what was not sent. */
  | { readonly is: 'withdraw'; readonly payment: number; readonly key: string }
  /** A person records what really happened, once the provider works on nothing any more. */
  | { readonly is: 'person'; readonly payment: number }
  /** A person has a state published again. */
  | { readonly is: 'republish'; readonly payment: number; readonly key: string }
  /** A person files the request for a refund at the provider, and attaches it. */
  | { readonly is: 'file'; readonly payment: number }
  /** People at the provider decide on what was filed. */
  | { readonly is: 'decide'; readonly decision: 'approved' | 'rejected' | 'taken back' }
  /** A person turns the kill switch. */
  | { readonly is: 'switch'; readonly to: 'disable' | 'enable' }
  | { readonly is: 'pay'; readonly payment: number }
  | { readonly is: 'stranger'; readonly payment: number; readonly act: StrangerAct }
);

/** What goes on for ever, faults or not. */
export type Trouble = 'none' | 'provider unreachable' | 'logins refused' | 'reads fail' | 'no secret';

/** When every run begins. */
export const START = Date.parse('2026-11-21T12:00:00-03:00');
