import { API_ENGLISH } from './texts-api-en.ts';

type Words = Readonly<Record<string, string>>;

const triggers: Words = {
  http: 'the API',
  bus: 'an event on the bus',
  task: 'the refund flow, or a task',
  sweep: 'the sweeper',
  notification: "the provider's notification",
  person: 'a person',
};

const steps: Words = {
  preflight: 'Read the payment before anything was sent',
  attempt: 'Sent the request to the provider',
  inquiry: 'Read the payment at the provider',
};

/** By step and result or by step and the state that followed; the more exact key goes first. */
const reasons: Words = {
  'attempt not_sent failed':
    'The provider did not execute it, and it will not be sent again: nothing happened.',
  'attempt not_sent': 'The provider did not execute it, so nothing has happened. It is sent later.',
  'attempt accepted': 'The provider accepted it and decides later. An inquiry shows the outcome.',
  'attempt succeeded': 'The provider says that it is done.',
  'attempt succeeded processing': 'The provider says that it is done. An inquiry confirms the amount.',
  'attempt rejected': 'The provider refused it in documented words.',
  'attempt rejected unknown':
    'The provider refused it, but an earlier request may still take effect: an inquiry decides.',
  'attempt rejected failed':
    'The provider refused the only request in documented words: it did not happen, and will not.',
  'attempt ambiguous': 'The provider refused it in words with several meanings: an inquiry shows which.',
  'attempt indeterminate': 'The answer proves nothing. Nothing is sent again before an inquiry.',
  'attempt indeterminate lost':
    'The request left and no answer came back, so the provider may have executed it or not. The outcome is unknown, ' +
    'which is not a failure: nothing is sent again before an inquiry.',
  'inquiry succeeded':
    'The provider shows it done, and a request of ours can have done it: that is the proof.',
  'inquiry sending': 'It was not done, and sending it again cannot move money twice.',
  'inquiry unknown':
    'It does not show yet, and a request of ours may still take effect. The next inquiry comes later.',
  'inquiry processing': 'The provider is still working on it.',
  'inquiry awaiting_approval': 'People have not decided yet.',
  'inquiry failed': 'It cannot happen any more.',
  'inquiry manual_review': 'Inquiries cannot show more than this: a person decides.',
  inquiry: 'The inquiry shows nothing of it. The next one comes later.',
  preflight: 'The payment was read, and nothing was sent.',
  'preflight sending': 'The payment can be given back by this method.',
  'preflight awaiting_approval': 'Only people at the provider can do it. A person has to file the request.',
  'preflight failed': 'It is not possible: nothing was sent.',
  'preflight accepted': 'The payment could not be read, so nothing was sent. It is tried again later.',
};

const controls: Words = {
  lose_answer: 'Lose the next answer',
  lose_request: 'Lose the next request',
  refuse: 'Refuse the next request',
};

const tokenModels: Words = {
  reusable: 'reusable: tokens live until they expire',
  single_use: 'single_use: each token works once',
  exclusive_login: 'exclusive_login: a login ends all other tokens',
};

export const ENGLISH = {
  ...API_ENGLISH,
  skip: 'Skip to the payments',
  live: 'Live',
  reconnecting: 'Connecting …',
  language: 'Language',
  stack: (engine: string, region: string) => `Everything on this machine · ${engine} · ${region}`,
  tour: 'See an unknown outcome resolved, in a minute',
  tourText:
    'A provider cancels, but its answer is lost. Start, read why the outcome is unknown, then repeat the request (or wait for the sweeper).',
  tourStart: 'Lose an answer and cancel',
  tourRepeat: 'Repeat with the same key',
  payments: 'Payments',
  paymentsNone: 'None yet.',
  atProvider: (status: string) => `at the provider: ${status}`,
  noOperation: 'no operation yet',
  ofTotal: (returned: string, total: string) => `${returned} of ${total}`,
  back: 'Back to the payments',
  chosen: 'What happened',
  choose: 'Choose a payment to see what happened to it.',
  cancel: 'Cancel',
  refund: 'Refund',
  repeat: 'Repeat with the same key',
  sweepNow: 'Run the sweeper now',
  answer: 'What the storefront got',
  moved: (count: number) => (count === 1 ? 'money went back once' : `money went back ${count} times`),
  triggers,
  steps,
  reasons,
  begun: 'Begun',
  begunWhy: 'Stored before anything is sent, so that it is found again after a crash.',
  by: (trigger: string) => `triggered by ${trigger}`,
  recorded: (who: string) => `Recorded by ${who}`,
  answered: (status: number | undefined, ms: number) => `answered ${status ?? ''} after ${ms} ms`,
  lost: (ms: number) => `no answer (lost after ${ms} ms)`,
  notSent: 'not sent',
  left: (count: number) =>
    count === 1 ? 'one step before is not kept' : `${count} steps before are not kept`,
  became: 'became',
  summary: {
    unknown: (lasting: string) =>
      `Unknown for ${lasting}: a request was sent, and whether the money moved is not known yet.`,
    next: (when: string) => `The next inquiry is ${when}; nothing is sent again before it.`,
    healed: (lasting: string, by: string) =>
      `Resolved: the outcome was unknown for ${lasting}, then an inquiry, ${by}, proved that the money is back.`,
    once: (sent: number, moved: number) =>
      `${sent === 1 ? 'One request was sent' : `${sent} requests were sent`}, and the money went back ${moved === 1 ? 'once' : `${moved} times`}.`,
    succeeded: 'The money is back, as the provider confirmed.',
    recorded: (who: string) =>
      `${who} recorded that the money is back; the provider did not confirm it to this service.`,
    recordedFailed: (who: string) =>
      `${who} recorded that it did not happen; the provider did not say so to this service.`,
    failed: (why: string, code: string) => `It did not happen and will not: ${why} (${code})`,
    waits: (why: string, code: string) => `It waits to be sent: ${why} (${code})`,
    withdrawn: 'Withdrawn.',
    open: 'It is not finished.',
    recordOutcome:
      'A person has to find out at the provider whether the money went back, and record it (npm run ops -- resolve).',
    fileRequest: (until: string) =>
      `A person has to file the request for the refund at the provider, and attach it (npm run ops -- refund attach), until ${until}.`,
  },
  facts: {
    reference: (reference: string) => `reference: ${reference}`,
    amount: (money: string) => `asked for: ${money}`,
    appliedAmount: (money: string) => `given back: ${money}`,
    providerStatus: (status: string) => `the provider calls it ${status}`,
    attribution: {
      ours: 'the provider accepted a request of this operation',
      unproven: 'no answer to a request of ours says so',
      recorded: 'recorded by a person',
    },
  },
  soon: 'due now',
  in: (lasting: string) => `in ${lasting}`,
  providers: 'Provider simulators',
  providersNone: 'No provider is simulated: there are no controls.',
  controls,
  fault: 'What goes wrong',
  kind: 'With which request',
  of: 'of',
  requests: { cancel: 'cancel', refund: 'refund', read: 'inquiry' } satisfies Words as Words,
  move: 'Apply',
  speed: 'Answers take',
  decides: 'Decides after',
  tokenModel: 'Token model',
  tokenModels,
  expireTokens: 'Expire all tokens',
  clock: 'Clock of the whole stack',
  inSaoPaulo: 'in São Paulo',
  clockReal: 'It shows the time of this machine. It moves forward only.',
  clockMoved: 'It differs from the time of this machine. It moves forward only.',
  forward: { minute: '+1 min', hour: '+1 h', day: '+1 day' },
  beforeMidnight: 'To 23:59:30 in São Paulo',
  create: 'Make a payment',
  state: 'State',
  amount: 'Amount (BRL)',
  waits: 'Waiting for its turn',
  counts: (logins: number, cancels: number) => `logins: ${logins} · cancels received: ${cancels}`,
  sessions: 'Sessions',
  sessionsNote: 'Tokens are never shown.',
  sessionsNone: 'Nobody has logged in yet.',
  session: 'Session',
  tokenAge: 'Token age',
  validFor: 'Valid for',
  use: 'In use',
  leases: 'Leases',
  noToken: 'no token',
  expired: 'expired',
  held: 'held',
  free: 'free',
  events: 'Events',
  eventsNone: 'None yet.',
  flows: 'Refund flow',
  flowsNone: 'No refund has run yet. Refund a payment to see it here.',
  runs: 'Runs',
  runOf: (payment: string, status: string) => `${payment} · ${status}`,
  standsAt: (state: string) => `It stands at “${state}”.`,
  endedAt: (state: string) => `It ended at “${state}”.`,
  path: 'Path',
  graph: (machine: string, state: string) => `Graph of ${machine}. Current state: ${state}.`,
  announced: (payment: string, state: string) => `Payment ${payment}: ${state}`,
  unread: 'The stack could not be read',
  trouble: 'That did not work',
};

/** Every word that the page says. Codes of the API and what a provider calls things stay as they are in every language. */
export type Texts = typeof ENGLISH;
