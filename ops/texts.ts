import type { OperationView, ProbeAnswer } from './answers.ts';
import { toAnyOf } from './any-of.ts';
import type { ListState } from './command.ts';
import { toTable } from './table.ts';

const HEAD = ['MERCHANT', 'PROVIDER', 'PAYMENT', 'OPERATION', 'STATE', 'ATTEMPTS', 'SINCE', 'LAST PROBLEM'];

const NOTHING: Readonly<Record<ListState, string>> = {
  waiting_for_person: 'No operation waits for a person',
  manual_review: 'No operation is in manual review',
  open: 'No operation is unfinished',
};

export function toListText(
  operations: readonly OperationView[],
  state: ListState,
  providers: readonly string[],
): string {
  if (operations.length === 0) return `${NOTHING[state]} at ${toAnyOf(providers)}.`;
  const count = operations.length === 1 ? '1 operation' : `${operations.length} operations`;
  const actions = operations.flatMap(toActionText);
  return [
    toTable(HEAD, operations.map(toRow)),
    ...(actions.length > 0 ? [`To do:\n${actions.join('\n')}`] : []),
    `${count}. "npm run ops -- show --operation op_…" shows everything about one.`,
  ].join('\n\n');
}

/** The command that records what a person did, by the kind of the action. */
const RECORDING: Readonly<Record<string, (id: string) => string>> = {
  file_refund_request: (id) => `refund attach --operation ${id} --request-id ID`,
  record_outcome: (id) => `resolve --operation ${id} --outcome succeeded|failed --evidence TEXT`,
};

/** What a person has to do for an operation, and how that is recorded. */
function toActionText({ id, action }: OperationView): string[] {
  if (!action) return [];
  const until = action.until ? ` Until ${action.until}.` : '';
  const recording = RECORDING[action.kind];
  return [`  ${id}  ${action.what}${until}`, ...(recording ? [`    npm run ops -- ${recording(id)}`] : [])];
}

/** The payments of a list that could not be read, and what to do about them. */
export function toUnreadableText(payments: readonly string[]): string {
  return (
    `Could not be read, and may be unfinished: ${payments.join(', ')}.\n` +
    'Try again; if that does not help, see docs/runbooks/newer-item.md.'
  );
}

function toRow(operation: OperationView): string[] {
  const { merchantId, provider, paymentId, id, state, attempts, createdAt, problem } = operation;
  const last = problem ? [problem.code, problem.detail].filter(Boolean).join(': ') : '';
  return [merchantId, provider, paymentId, id, state, String(attempts), createdAt, last];
}

export function toRecordedText({ id, state, outcome, warning }: OperationView): string {
  const recorded = `Recorded. The operation ${id} is ${state} (outcome ${outcome}).`;
  return warning ? `${recorded}\n${warning}` : recorded;
}

const TOKEN_MODELS: Readonly<Record<ProbeAnswer['tokenModel'], string>> = {
  reusable: 'a token stays valid until it expires, so several requests may share one.',
  single_use: 'a token is valid for one request, in its own session: several sessions at once are allowed.',
  exclusive_login:
    'a new token invalidates all others of the account: one session only, and no other system may log in with these ' +
    'credentials.',
  unclear:
    'the answers fit no known token model, so nothing was changed: one session only, as without a probe.',
};

export function toProbeText({ tokenModel, at, steps }: ProbeAnswer): string {
  const rows = steps.map(({ step, status }) => [step, status === 0 ? 'no answer' : String(status)]);
  return `${toTable(['STEP', 'STATUS'], rows)}\n\n${tokenModel} at ${at}: ${TOKEN_MODELS[tokenModel]}`;
}
