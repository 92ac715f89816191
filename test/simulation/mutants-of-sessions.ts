import { toMutant } from './mutant.ts';

const EXCLUSIVE_STORE = 'shared/aws/exclusive-session-store.ts';
const EXCLUSIVE = 'shared/sessions/exclusive-sessions.ts';
const SEND_REQUEST = 'shared/sessions/send-request.ts';
const LOCKOUT = 'shared/sessions/lockout.ts';

const ALWAYS = 'attribute_not_exists(nothing)';

/** Tokens, slots and logins. */
export const SESSION_MUTANTS = [
  toMutant('a token that was left behind is presented', [
    EXCLUSIVE_STORE,
    'wasClean && token && expiresAt',
    'token && expiresAt',
  ]),
  toMutant('a token is kept though the answer was lost', [
    EXCLUSIVE,
    "if (reply.is === 'lost' ||",
    "if (reply.is === 'lost') return { keep: current };\n    if (",
  ]),
  toMutant('the next token of an answer is not kept', [
    EXCLUSIVE,
    'const token = auth.nextToken(reply);',
    'const token = auth.nextToken({ ...reply, body: undefined });',
  ]),
  toMutant('a slot is held by two', [EXCLUSIVE_STORE, '        ConditionExpression: IS_FREE,\n', '']),
  toMutant('a stale holder puts its token back', [
    EXCLUSIVE_STORE,
    "'#owner = :me AND fence = :fence'",
    `'#owner = :me OR ${ALWAYS}'`,
  ]),
  toMutant('a 401 is an answer like others', [
    EXCLUSIVE,
    'if (!isUnauthorized(reply)) return reply;',
    "if (!isUnauthorized(reply) || reply.is === 'answered') return reply;",
  ]),
  toMutant('a storm of 401 counts as refused credentials', [
    SEND_REQUEST,
    "code: 'provider_unavailable',\n    detail: 'The provider answered 401",
    "code: 'provider_unavailable',\n    credentialsRefused: true,\n    detail: 'The provider answered 401",
  ]),
  toMutant('a lockout counts as a refusal', [
    LOCKOUT,
    "'The provider refused the credentials a short while ago, so that it was not asked again.',",
    "'The provider refused the credentials a short while ago, so that it was not asked again.', credentialsRefused: true,",
  ]),
  toMutant('a login is logged with its token', [
    'shared/sessions/login.ts',
    "log.info('login', { ...facts,",
    "log.info('login', { why: result.is === 'token' ? result.token.token.reveal() : '', ...facts,",
  ]),
  toMutant('an unused session is not put back', [
    'shared/operation/operations.ts',
    '  await session?.close();\n  const isOfNow',
    '  const isOfNow',
  ]),
  toMutant('money may move under a lease that is over', [
    SEND_REQUEST,
    'clock() < Math.min(limits.deadline, until) &&',
    'clock() < limits.deadline + 60_000 &&',
  ]),
];
