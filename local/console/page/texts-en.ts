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
  look: 'Looked at the payment first',
  attempt: 'Asked the provider to do it',
  read: 'Read the payment at the provider',
};

/** By step and what the connector made of the answer; where it matters, by the state that followed. */
const reasons: Words = {
  'attempt not_sent': 'Nothing left this machine, so nothing can have happened. The attempt is taken back.',
  'attempt accepted': 'The provider took it and decides later. Its final word will be read.',
  'attempt done': 'The provider says that it is done, of this payment and this amount.',
  'attempt refused': 'A clear no of a documented kind.',
  'attempt refused unknown': 'A clear no, but an earlier request may still land: a read decides.',
  'attempt refused failed':
    'A clear no of a documented kind, to the only request: it did not happen, and will not.',
  'attempt ask': 'A no that can mean several things: a read tells which.',
  'attempt doubt': 'The answer proves nothing. Nothing is sent again before the payment was read.',
  'attempt doubt lost':
    'The request left and no answer came back, so the provider may have done it or not. That is a doubt, and no ' +
    'failure: nothing is sent again before the payment was read.',
  'read done': 'The provider shows it done, and a request of ours can have done it: that is the proof.',
  'read not_done': 'The provider shows it not done.',
  'read not_done sending':
    'It was not done, and a whole payment cannot be canceled twice: it is safe to send again.',
  'read not_done unknown': 'Not done yet, but a request of ours may still land: it is read again later.',
  'read not_done failed':
    'Not done, and no request of ours can land any more: it did not happen, and will not.',
  'read not_done manual_review': 'Not done, and nothing automatic is left to try: a person decides.',
  'read working': 'The provider is still working on it.',
  'read never': 'The payment has come to a state from which this cannot happen any more.',
  'read cannot_tell': 'What the provider shows does not tell. It is read again later.',
  'look void': 'It can still be canceled: that does it.',
  'look refund': 'It is paid: a refund does it.',
  'look people': 'Only people at the provider can do it; they have to be asked.',
  'look refused': 'It cannot be given back any more.',
  'look cannot_tell': 'What the provider shows does not tell which way is open. Nothing was sent.',
};

const levers: Words = {
  lose_answer: 'Lose the next answer',
  lose_request: 'Lose the next request',
  refuse: 'Refuse the next request',
};

const worlds: Words = {
  S1: 'S1: tokens live until they expire',
  S2: 'S2: each token works once',
  S3: 'S3: a login ends all others',
};

export const ENGLISH = {
  skip: 'Skip to the payments',
  live: 'Live',
  reconnecting: 'Connecting …',
  language: 'Language',
  stack: (engine: string, region: string) => `Everything on this machine · ${engine} · ${region}`,
  tour: 'See a doubt heal, in a minute',
  tourText:
    'A provider cancels, but its answer gets lost on the way. Start, read why nobody knows yet, then ask again (or wait for the sweeper).',
  tourStart: 'Lose an answer and cancel',
  tourLook: 'Ask again, with the same key',
  payments: 'Payments',
  paymentsNone: 'None yet.',
  atProvider: (status: string) => `at the provider: ${status}`,
  noOperation: 'nothing was asked for yet',
  chosen: 'What happened',
  choose: 'Choose a payment to see what happened to it.',
  cancel: 'Cancel',
  refund: 'Refund',
  repeat: 'Repeat with the same key',
  lookNow: 'Sweep now what is due',
  answer: 'What the storefront got',
  moved: (count: number) => (count === 1 ? 'money went back once' : `money went back ${count} times`),
  triggers,
  steps,
  reasons,
  begun: 'Begun',
  begunWhy: 'Saved before anything is sent: whatever happens now, it will be found again.',
  by: (trigger: string) => `triggered by ${trigger}`,
  recorded: (who: string) => `Recorded by ${who}`,
  answered: (status: number | undefined, ms: number) => `answered ${status ?? ''} after ${ms} ms`,
  lost: (ms: number) => `no answer (lost after ${ms} ms)`,
  notSent: 'did not leave',
  left: (count: number) =>
    count === 1 ? 'one step before is not kept' : `${count} steps before are not kept`,
  became: 'became',
  summary: {
    doubt: (lasting: string) =>
      `In doubt for ${lasting}: a request was sent, and nobody knows yet whether the money moved.`,
    next: (when: string) => `The next look is ${when}; it reads before anything is sent again.`,
    healed: (lasting: string, by: string) =>
      `Healed: it was in doubt for ${lasting}, then a read, ${by}, proved that the money is back.`,
    once: (sent: number, moved: number) =>
      `${sent === 1 ? 'One request was sent' : `${sent} requests were sent`}, and the money went back ${moved === 1 ? 'once' : `${moved} times`}.`,
    succeeded: 'The money is back, and the provider said so.',
    failed: (code: string) => `It did not happen and will not: ${code}.`,
    withdrawn: 'Taken back by its caller before anything was sent.',
    open: 'It is not finished.',
    person: 'Nothing automatic is left to try: a person decides.',
  },
  facts: {
    reference: (reference: string) => `reference: ${reference}`,
    amount: (money: string) => `asked for: ${money}`,
    appliedAmount: (money: string) => `given back: ${money}`,
    providerStatus: (status: string) => `the provider calls it ${status}`,
    attribution: {
      ours: 'the provider took a request of ours: it was this operation',
      unproven: 'no answer says that a request of ours did it',
    },
  },
  soon: 'due now',
  in: (lasting: string) => `in ${lasting}`,
  providers: 'Provider simulators',
  providersNone: 'No provider is simulated: there are no levers.',
  levers,
  fault: 'What goes wrong',
  kind: 'With which request',
  of: 'of',
  kinds: { cancel: 'cancel', refund: 'refund', read: 'read' } satisfies Words as Words,
  move: 'Do it',
  speed: 'Answers take',
  decides: 'Decides after',
  world: 'Token world',
  worlds,
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
  path: 'The way it took',
  graph: (machine: string, state: string) => `Graph of ${machine}. Current state: ${state}.`,
  told: (payment: string, state: string) => `Payment ${payment}: ${state}`,
  trouble: 'That did not work',
};

/** Every word that the page says of itself. States, codes and names of the API stay as they are in every language. */
export type Texts = typeof ENGLISH;
