/** One wrong word, or a few, in one file. `find` occurs exactly once in it. */
export type Edit = { readonly file: string; readonly find: string; readonly replace: string };

/** The protocol with one rule left out. The simulation must find it out. */
export type Mutant = { readonly name: string; readonly edits: readonly Edit[] };

const SENDING = 'shared/domain/transitions/sending.ts';
const ANSWERED = 'shared/domain/transitions/answered.ts';
const MOVES = 'shared/domain/transitions/moves.ts';
const JUDGED = 'shared/domain/transitions/judged.ts';
const PAYMENT = 'shared/domain/payment.ts';
const LEDGER_STORE = 'shared/aws/dynamo-ledger-store.ts';
const EXCLUSIVE_STORE = 'shared/aws/exclusive-session-store.ts';
const STEPS = 'shared/operation/steps.ts';
const OPERATIONS = 'shared/operation/operations.ts';
const RESUME = 'shared/operation/resume.ts';
const EXCLUSIVE = 'shared/sessions/exclusive-sessions.ts';
const SESSION = 'shared/sessions/session.ts';
const LEDGER = 'shared/operation/ledger.ts';
const WITHHELD = 'shared/domain/transitions/withheld.ts';
const PERMITS = 'shared/operation/permits.ts';
const LOGIN = 'shared/sessions/login.ts';

const mutant = (name: string, ...edits: readonly (readonly [string, string, string])[]): Mutant => ({
  name,
  edits: edits.map(([file, find, replace]) => ({ file, find, replace })),
});

const ALWAYS = 'attribute_not_exists(nothing)';

export const MUTANTS: readonly Mutant[] = [
  mutant('a save has no condition', [LEDGER_STORE, "'version = :seen'", `'${ALWAYS}'`]),
  mutant('a first save has no condition', [LEDGER_STORE, "'attribute_not_exists(payment)'", `'${ALWAYS}'`]),
  mutant('a save without an answer counts as done', [
    LEDGER,
    'if (!(error instanceof LedgerUnanswered) || tries === 2) throw error;',
    'return { saved: true };',
  ]),
  mutant('what is sent is saved afterwards', [
    OPERATIONS,
    'const standing = await saveBegin(',
    'await connector.cancel({ id: "early", ...command } as never, { ...command, alreadyApplied: 0 }, (one) => hold.send(one));\n      const standing = await saveBegin(',
  ]),
  mutant('the record is deleted on a doubt', [
    PAYMENT,
    'operations: payment.operations.map((operation) => (operation.id === changed.id ? changed : operation)),',
    'operations: payment.operations.map((one) => (one.id === changed.id ? changed : one)).filter((one) => !one.unanswered),',
  ]),
  mutant('a second send does not ask the switch', [
    WITHHELD,
    'return sends ? withheld(operation, by) : decided;',
    'return decided;',
  ]),
  mutant('what waits to be sent does not ask the switch', [
    RESUME,
    "decided && permit !== 'may' && operation.state === 'accepted'",
    "decided && permit === 'unreadable' && operation.state === 'accepted'",
  ]),
  mutant('what comes again too late is refused unread', [
    OPERATIONS,
    'if (error instanceof EstornoError) return (await findRepeat(command, error)).payment;',
    'if (error instanceof EstornoError) throw error;',
  ]),
  mutant('a new command does not ask the switch', [
    OPERATIONS,
    "if (permit !== 'may') {",
    "if (permit === 'unreadable') {",
  ]),
  mutant('the switch is remembered for too long', [PERMITS, '30 * SECOND_MS', '600 * SECOND_MS']),
  mutant('the day to be sent goes on while it is off', [
    WITHHELD,
    'withheldAt: by.now',
    'withheldAt: operation.withheldAt',
  ]),
  mutant('a lease is shorter than its invocation', [
    STEPS,
    'leaseUntil: deadline + LEASE_MARGIN_MS',
    'leaseUntil: clock() + 3_000',
  ]),
  mutant('a live lease is taken over', [
    SENDING,
    '  if (isHeld(operation, by.now)) return undefined;\n  if (!asked',
    '  if (!asked',
  ]),
  mutant('a part is sent again before it is settled', [
    JUDGED,
    "if ((!harmless || operation.state === 'processing') && !settled) return lookedInVain(operation, by);",
    '',
  ]),
  mutant('what was accepted is sent again before it is settled', [
    JUDGED,
    "(!harmless || operation.state === 'processing') && !settled",
    '!harmless && !settled',
  ]),
  mutant('an orphaned attempt is sent again without a read', [
    SENDING,
    "return taken(operation.state === 'sending' ? orphaned(operation) : operation, by);",
    "return operation.state === 'sending' ? sentAgain(operation, by) : taken(operation, by);",
  ]),
  mutant('an orphaned attempt leaves no doubt', [
    SENDING,
    "return { ...operation, state: 'unknown', doubtful: true, unanswered: true };",
    "return { ...operation, state: 'unknown' };",
  ]),
  mutant('a refusal closes on a later attempt', [
    ANSWERED,
    'if (operation.attempts === 1) return refusedForGood(',
    'if (operation.attempts > 0) return refusedForGood(',
  ]),
  mutant('a refusal closes once read, settled or not', [
    JUDGED,
    'return settled ? givenUp(operation, operation.refusal, judge) : lookedInVain(operation, by);',
    'return failed(operation, operation.refusal, by.now);',
  ]),
  mutant('a former owner decides by an answer', [
    ANSWERED,
    "if (operation.owner !== by.owner || operation.state !== 'sending') return undefined;",
    'if (isFinal(operation)) return undefined;',
  ]),
  mutant('a former owner decides by a read', [
    JUDGED,
    "operation.owner !== by.owner || operation.state === 'manual_review'",
    "operation.state === 'manual_review'",
  ]),
  mutant('no answer counts as failed', [
    ANSWERED,
    'if (answer.no) inDoubt.refusal',
    "if (!answer.no) return failed(operation, { code: 'provider_unavailable' }, by.now);\n  if (answer.no) inDoubt.refusal",
  ]),
  mutant('"not done" counts as proof', [
    JUDGED,
    'if (operation.attempts >= MAX_ATTEMPTS)',
    'if (operation.doubtful) return failed(operation, toProblemOf(operation, reading), by.now);\n  if (operation.attempts >= MAX_ATTEMPTS)',
  ]),
  mutant('a later attempt that was not sent takes back the earlier ones', [
    ANSWERED,
    "if (attempts > 0) return lookedInVain({ ...takenBack, state: 'unknown' }, by);",
    '',
  ]),
  mutant('the first request leaves after its time', [
    RESUME,
    'return operation.attempts === 1 ? sendUntil(operation) : undefined;',
    'return operation.attempts > 1 ? sendUntil(operation) : undefined;',
  ]),
  mutant('what others gave back counts as ours', [JUDGED, ' - alreadyApplied;', ' - alreadyApplied * 0;']),
  mutant('an attempt that was not sent still counts', [
    ANSWERED,
    'const attempts = operation.attempts - 1;',
    'const attempts = operation.attempts;',
  ]),
  mutant('silence of a read counts as proof', [
    JUDGED,
    'return !policy.readsShowWork && Boolean(acceptedByProvider || unanswered);',
    'return policy.readsShowWork && Boolean(acceptedByProvider && unanswered && false);',
  ]),
  mutant('a read proves an operation of which nothing was in doubt', [
    JUDGED,
    'return Boolean(acceptedByProvider || doubtful);',
    'return Boolean(acceptedByProvider || doubtful || true);',
  ]),
  mutant(
    'a failed operation is closed by a read that proves another',
    [
      SENDING,
      "if (isFinal(operation) || operation.state === 'manual_review') return undefined;\n",
      "if (operation.state === 'succeeded' || operation.state === 'manual_review') return undefined;\n",
    ],
    [
      JUDGED,
      'if (isFinal(operation)) return undefined;',
      "if (operation.state === 'succeeded') return undefined;",
    ],
    [MOVES, 'if (isFinal(operation)) return operation;', ''],
  ),
  mutant('any refund in the list counts as ours', [
    'functions/letpay/refund-answers.ts',
    'refunds.filter(({ refundId }) => !before?.refundIds.includes(refundId));',
    'refunds.filter(({ refundId }) => before && refundId);',
  ]),
  mutant('a refund is sent again before it is settled', [
    'shared/domain/operation.ts',
    "return way === 'void' && amount === undefined;",
    "return way === 'refund' || amount === undefined;",
  ]),
  mutant('the way changes before nothing can land', [
    JUDGED,
    '  if (!isSettled(operation, judge)) return lookedInVain(operation, by);\n  if (reading.documented) return',
    '  if (reading.documented) return',
  ]),
  mutant('attempts have no end', [JUDGED, 'const MAX_ATTEMPTS = 3;', 'const MAX_ATTEMPTS = 3_000;']),
  mutant('reads have no end', [
    'shared/domain/schedule.ts',
    'const LAST_READ_MS = 6 * DAY_MS;',
    'const LAST_READ_MS = 6_000 * DAY_MS;',
  ]),
  mutant('what was never sent has no end', [
    'shared/domain/schedule.ts',
    'const UNSENT_MS = DAY_MS;',
    'const UNSENT_MS = 6_000 * DAY_MS;',
  ]),
  mutant('what a sweep cannot resolve stays due', [
    'shared/operation/sweep.ts',
    "await change(standing, (operation) => postponed(operation, toWorker('', invocation), why));",
    'void [postponed, why];',
  ]),
  mutant('an operation in doubt does not block others', [
    PAYMENT,
    'if (!open) return;',
    "if (!open || open.state === 'unknown') return;",
  ]),
  mutant('a whole cancel may follow a whole cancel', [
    PAYMENT,
    'if (!whole) return;',
    'if (!whole || whole) return;',
  ]),
  mutant('one key stands for several commands', [
    PAYMENT,
    'operation.fingerprint !== toFingerprint(command)',
    'operation.fingerprint === toFingerprint({ ...command, reason: "other" })',
  ]),
  mutant('work goes on after the early answer, and past its time', [
    STEPS,
    'return {\n      signal,\n      deadline,\n      mayMoveMoney: () => !signal.aborted && clock() < Math.min(deadline, sendUntil),\n    };',
    'return { signal: AbortSignal.any([]), deadline: deadline + 60_000 + Number(signal.aborted), mayMoveMoney: () => sendUntil > 0 };',
  ]),
  mutant('events are counted with gaps', [
    'shared/domain/save.ts',
    'newsOf(before, after, sequence + 1)',
    'newsOf(before, after, sequence + 2)',
  ]),
  mutant('a token that was left behind is presented', [
    EXCLUSIVE_STORE,
    'wasClean && token && expiresAt',
    'token && expiresAt',
  ]),
  mutant('a token is kept though the answer was lost', [
    EXCLUSIVE,
    "if (reply.is === 'lost' || (reply.is === 'answered' && reply.status === 401)) back = { drop: true };",
    "if (reply.is === 'lost') back = { keep: token };",
  ]),
  mutant('the next token of an answer is not kept', [
    EXCLUSIVE,
    'const token = scheme.nextToken(body);',
    'const token = scheme.nextToken(undefined);',
  ]),
  mutant('a slot is held by two', [EXCLUSIVE_STORE, '        ConditionExpression: IS_FREE,\n', '']),
  mutant('a stale holder puts its token back', [
    EXCLUSIVE_STORE,
    "'#owner = :me AND fence = :fence'",
    `'#owner = :me OR ${ALWAYS}'`,
  ]),
  mutant('a 401 is an answer like others', [
    EXCLUSIVE,
    "if (reply.is === 'not_sent' || reply.status !== 401) return reply;",
    'if (reply.is) return reply;',
  ]),
  mutant('a login is logged with its token', [
    LOGIN,
    "log.info('login', {",
    "log.info('login', { said: result.is === 'token' ? result.token.token.reveal() : '',",
  ]),
  mutant('the words of the provider are passed on as they are', [
    STEPS,
    'const answer = redactAnswer(said, hold.redact);',
    'const answer = redactAnswer(said, (text) => text);',
  ]),
  mutant('an unused session is not put back', [
    OPERATIONS,
    '      await hold.close();\n      return { ...(await resumeIfPossible(',
    '      return { ...(await resumeIfPossible(',
  ]),
  mutant('money may move under a lease that is over', [
    SESSION,
    'clock() < (leaseUntil ?? call.deadline) &&',
    'clock() < Number.POSITIVE_INFINITY &&',
  ]),
];
