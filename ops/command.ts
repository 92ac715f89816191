import type { EraseCommand } from './erase-command.ts';
import type { HELP } from './help.ts';
import type { OperationRef } from './operation-ref.ts';
import type { RestoreCommand } from './restore-command.ts';

/** Where the functions are. */
export type Target =
  | { readonly kind: 'aws'; readonly stack: string; readonly profile?: string; readonly region?: string }
  | { readonly kind: 'local'; readonly url: string };

export const STATES = ['waiting_for_person', 'manual_review', 'open'] as const;
export const OUTCOMES = ['succeeded', 'failed'] as const;
export const CREDENTIAL_ACTIONS = ['set', 'check', 'show', 'rotate'] as const;
export const DLQ_ACTIONS = ['show', 'redrive', 'remove'] as const;

export const SOURCES_ACTIONS = ['show', 'set', 'reset'] as const;

export type ListState = (typeof STATES)[number];
export type ResolvedOutcome = (typeof OUTCOMES)[number];

export type Command =
  | { readonly name: 'help'; readonly about: keyof typeof HELP }
  | { readonly name: 'list'; readonly providers: readonly string[]; readonly state: ListState }
  | { readonly name: 'show'; readonly ref: OperationRef }
  | {
      readonly name: 'resolve';
      readonly ref: OperationRef;
      readonly outcome: ResolvedOutcome;
      readonly evidence: string;
    }
  | { readonly name: 'refund'; readonly ref: OperationRef; readonly requestId: string }
  | { readonly name: 'probe'; readonly provider: string; readonly merchantId: string }
  | {
      readonly name: 'disable' | 'enable';
      readonly provider: string;
      readonly merchantId?: string;
      readonly reason: string;
    }
  | { readonly name: 'sources'; readonly action: 'show'; readonly providers: readonly string[] }
  | {
      readonly name: 'sources';
      readonly action: 'set';
      readonly provider: string;
      readonly addresses: readonly string[];
      readonly reason: string;
    }
  | {
      readonly name: 'sources';
      readonly action: 'reset';
      readonly provider: string;
      readonly reason: string;
    }
  | { readonly name: 'switches'; readonly providers: readonly string[] }
  | {
      readonly name: 'credentials';
      readonly action: (typeof CREDENTIAL_ACTIONS)[number];
      readonly provider: string;
      readonly merchantId: string;
      /** The file that holds the new ones. Absent: standard input. */
      readonly file?: string;
      /** Store them without a test login. */
      readonly unchecked: boolean;
    }
  | {
      readonly name: 'dlq';
      readonly action: (typeof DLQ_ACTIONS)[number];
      readonly queues: readonly DeadLetterQueueName[];
      /** Of the message to remove. */
      readonly messageId?: string;
    }
  | RestoreCommand
  | EraseCommand
  | { readonly name: 'preflight' }
  | { readonly name: 'verify'; readonly provider: string; readonly merchantId?: string }
  | { readonly name: 'republish'; readonly ref: OperationRef }
  | { readonly name: 'export'; readonly ref: OperationRef; readonly out?: string };

/** The dead-letter queues: of commands from the bus, and of the relay that publishes events. */
export const DEAD_LETTER_QUEUES = ['commands', 'relay'] as const;
export type DeadLetterQueueName = (typeof DEAD_LETTER_QUEUES)[number];
