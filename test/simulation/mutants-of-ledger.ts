import { toMutant } from './mutant.ts';

const LEDGER_STORE = 'shared/aws/dynamo-ledger-store.ts';
const BEGIN = 'shared/operation/begin.ts';
const LEDGER = 'shared/operation/ledger.ts';
const OPERATIONS = 'shared/operation/operations.ts';
const PAYMENT = 'shared/operation/payment.ts';
const RUNNER = 'shared/operation/runner.ts';
const SCHEDULE = 'shared/operation/schedule.ts';

const ALWAYS = 'attribute_not_exists(nothing)';

/** What is saved, when, by whom, and what is begun. */
export const LEDGER_MUTANTS = [
  toMutant('a save has no condition', [LEDGER_STORE, "'version = :seen'", `'${ALWAYS}'`]),
  toMutant('a first save has no condition', [LEDGER_STORE, "'attribute_not_exists(payment)'", `'${ALWAYS}'`]),
  toMutant('a save without an answer counts as done', [
    LEDGER,
    'throw error;\n    return store.save(save);',
    'throw error;\n    return { saved: true };',
  ]),
  toMutant('what is sent is saved afterwards', [
    OPERATIONS,
    '  const saved = await saveBegin(',
    "  const early = { ...command, method: 'void', operationId: 'early', idempotencyKey: 'early' } as never;\n" +
      '  await session.send(deps.connector.void?.toRequest(early) as never);\n  const saved = await saveBegin(',
  ]),
  toMutant('the record is deleted on a doubt', [
    PAYMENT,
    'operations: payment.operations.map((operation) => (operation.id === changed.id ? changed : operation)),',
    'operations: payment.operations.map((one) => (one.id === changed.id ? changed : one)).filter(({ state }) => state !== "unknown"),',
  ]),
  toMutant('what sent something makes room for others', [
    BEGIN,
    "operation.state === 'failed' && countSent(operation) === 0",
    "operation.state === 'failed' || operation.state === 'succeeded'",
  ]),
  toMutant('the key of what made room is forgotten', [BEGIN, 'droppedIds: [...droppedIds, dropped.id],', '']),
  toMutant('a second send does not ask the switch', [
    RUNNER,
    "!(isUnsent || step?.effect === 'send')",
    '!isUnsent',
  ]),
  toMutant('what waits to be sent does not ask the switch', [
    RUNNER,
    "!(isUnsent || step?.effect === 'send')",
    "isUnsent || step?.effect !== 'send'",
  ]),
  toMutant('what was kept back is not tried once the switch is on again', [
    'shared/operation/transition/claim.ts',
    "const wasOff = waitingFor?.code === 'provider_disabled';",
    "const wasOff = waitingFor?.code === 'rate_limited';",
  ]),
  toMutant('what comes again too late is refused unread', [
    OPERATIONS,
    'if (error instanceof EstornoError) return (await findRepeat(deps, command, error)).payment;',
    'if (error instanceof EstornoError) throw error;',
  ]),
  toMutant('a new command does not ask the switch', [
    OPERATIONS,
    "if (gate !== 'open') return toGateRefusal(gate);",
    "if (gate === 'unreadable') return toGateRefusal(gate);",
  ]),
  toMutant('the switch is remembered for too long', [
    'shared/operation/send-gate.ts',
    '30 * SECOND_MS',
    '600 * SECOND_MS',
  ]),
  toMutant('the day to be sent goes on while it is off', [
    'shared/operation/transition/held-back.ts',
    '{ ...operation, suspendedAt: context.now };\n  if (isTooLateToSend',
    '{ ...operation, suspendedAt: operation.suspendedAt };\n  if (isTooLateToSend',
  ]),
  toMutant('a lease is shorter than its invocation', [
    RUNNER,
    'leaseExpiresAt: invocation.deadline + LEASE_MARGIN_MS',
    'leaseExpiresAt: clock() + 3_000',
  ]),
  toMutant('the first request leaves after its time', [
    SCHEDULE,
    'countLive(operation) <= 1 ? sendUntil',
    'countLive(operation) > 1 ? sendUntil',
  ]),
  toMutant('what a sweep cannot resolve stays due', [
    'shared/operation/sweep.ts',
    "await decide(deps, context, input, { owner: '', invocation, gate: 'open' });",
    'void [decide, input];',
  ]),
  toMutant('an operation in doubt does not block others', [
    BEGIN,
    'if (!open) return;',
    "if (!open || open.state === 'unknown') return;",
  ]),
  toMutant('a whole cancel may follow a whole cancel', [
    BEGIN,
    '  if (whole) throw toDone(payment, whole);\n',
    '',
  ]),
  toMutant('one key stands for several commands', [
    BEGIN,
    'operation.fingerprint !== toFingerprint(command)',
    "operation.fingerprint === toFingerprint({ ...command, kind: 'neither' as never })",
  ]),
  toMutant('work goes on after the early answer, and past its time', [
    RUNNER,
    'const mayMoveMoney = () => !signal.aborted && clock() < Math.min(deadline, until);\n  return { signal, deadline, isBackground, mayMoveMoney };',
    'const mayMoveMoney = () => until > 0;\n  return { signal: AbortSignal.any([]), deadline: deadline + 60_000 + Number(signal.aborted), isBackground, mayMoveMoney };',
  ]),
  toMutant('events are counted with gaps', [
    'shared/operation/save.ts',
    '(before?.sequence ?? 0) + (event ? 1 : 0)',
    '(before?.sequence ?? 0) + (event ? 2 : 0)',
  ]),
  toMutant('the words of the provider are passed on as they are', [
    RUNNER,
    'redactInput(raw, session)',
    'redactInput(raw, { ...session, redact: (text) => text })',
  ]),
];
