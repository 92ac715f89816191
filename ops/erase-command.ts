import type { OperationPlace } from './operation-ref.ts';

/** `before`: epoch milliseconds. `audit`: what a person recorded and who, too. */
export type EraseCommand =
  | { readonly name: 'erase'; readonly place: OperationPlace; readonly audit: boolean }
  | { readonly name: 'erase'; readonly before: number; readonly audit: boolean };

export type EraseEvent =
  | {
      readonly command: 'erase';
      readonly merchantId: string;
      readonly paymentId: string;
      readonly operationId?: string;
      readonly before?: number;
      readonly audit: boolean;
    }
  | { readonly command: 'erase-switch-history'; readonly before: number };
