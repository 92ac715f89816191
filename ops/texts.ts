import type { OperationView, ProbeAnswer } from './answers.ts';
import type { ListState } from './command.ts';
import { toTable } from './table.ts';

const HEAD = ['MERCHANT', 'PROVIDER', 'PAYMENT', 'OPERATION', 'STATE', 'ATTEMPTS', 'SINCE', 'LAST PROBLEM'];

const NOTHING: Readonly<Record<ListState, string>> = {
  manual_review: 'Nothing waits for a person',
  open: 'Nothing is unfinished',
};

export function toListText(
  operations: readonly OperationView[],
  state: ListState,
  providers: readonly string[],
): string {
  if (operations.length === 0) return `${NOTHING[state]} at ${providers.join(' and ')}.`;
  const count = operations.length === 1 ? '1 operation' : `${operations.length} operations`;
  return `${toTable(HEAD, operations.map(toRow))}\n\n${count}. "npm run ops -- show --operation op_…" tells more of one.`;
}

/** What of a list cannot be shown, and where to go on. */
export function toUnreadableText(payments: readonly string[]): string {
  return (
    `Could not be read, and may be unfinished: ${payments.join(', ')}.\n` +
    'Try again; where that stays so, see docs/runbooks/newer-item.md.'
  );
}

function toRow(operation: OperationView): string[] {
  const { merchantId, provider, paymentId, id, state, attempts, createdAt, problem } = operation;
  const last = problem ? [problem.code, problem.detail].filter(Boolean).join(': ') : '';
  return [merchantId, provider, paymentId, id, state, String(attempts), createdAt, last];
}

export function toResolvedText({ id, state, outcome, warning }: OperationView): string {
  const recorded = `Recorded. The operation ${id} is ${state} (outcome ${outcome}).`;
  return warning ? `${recorded}\n${warning}` : recorded;
}

const WORLDS: Readonly<Record<ProbeAnswer['world'], string>> = {
  S1: 'tokens live on until they expire, so several requests may share one.',
  S2: 'a token works once, and each session goes on by itself: several sessions at once are allowed.',
  S3: 'a new token ends all others of the account: one session only, and no other system may log in with these credentials.',
  unclear:
    'the answers fit no world that we know, so nothing was changed: one session only, as without a probe.',
};

export function toProbeText({ world, at, steps }: ProbeAnswer): string {
  const rows = steps.map(({ step, status }) => [step, status === 0 ? 'no answer' : String(status)]);
  return `${toTable(['STEP', 'STATUS'], rows)}\n\n${world} at ${at}: ${WORLDS[world]}`;
}
