import type { ListState, ResolvedOutcome } from './command.ts';
import type { EraseEvent } from './erase-command.ts';
import type { RecoveryEvent } from './restore-command.ts';

/** A command of an operator for one provider. */
export type OperatorEvent =
  | { readonly command: 'list'; readonly state: ListState; readonly after?: unknown }
  | { readonly command: 'show'; readonly merchantId: string; readonly paymentId: string }
  | {
      readonly command: 'resolve';
      readonly merchantId: string;
      readonly paymentId: string;
      readonly operationId: string;
      readonly outcome: ResolvedOutcome;
      readonly evidence: string;
    }
  | {
      readonly command: 'attach';
      readonly merchantId: string;
      readonly paymentId: string;
      readonly operationId: string;
      readonly requestId: string;
    }
  | { readonly command: 'probe'; readonly merchantId: string }
  | {
      readonly command: 'disable' | 'enable';
      readonly merchantId?: string;
      readonly reason: string;
    }
  | { readonly command: 'switches' | 'sources' }
  | {
      readonly command: 'set-sources';
      readonly addresses: readonly string[];
      readonly reason: string;
    }
  | { readonly command: 'reset-sources'; readonly reason: string }
  | {
      readonly command: 'check-credentials';
      readonly merchantId: string;
      readonly which: 'current' | 'pending';
    }
  | { readonly command: 'new-credentials'; readonly merchantId: string }
  | RecoveryEvent
  | EraseEvent
  | {
      readonly command: 'republish';
      readonly merchantId: string;
      readonly paymentId: string;
      readonly operationId: string;
    };

/** What answers the commands for the providers, wherever it runs. */
export type ProviderFunctions = {
  /** Whether the stack has this provider: it may be deployed without. */
  has(provider: string): boolean;
  /** @throws OpsError with the answer's own message where it refuses or fails */
  invoke(provider: string, event: OperatorEvent): Promise<unknown>;
};
