/** A dimension that every metric has. */
export const SERVICE = 'estorno';

/** What became of a request to a provider: the class of its status, or that no whole answer came. */
export const ANSWER_CLASSES = ['2xx', '3xx', '4xx', '5xx', 'lost', 'unreachable'] as const;

export type AnswerClass = (typeof ANSWER_CLASSES)[number];

export type Dimension = 'provider' | 'code' | 'outcome' | 'answer';

type MetricDefinition = {
  readonly unit: 'Count' | 'Milliseconds' | 'Seconds' | 'None';
  /** Besides the service. Few values each: never a merchant, a payment or an operation. */
  readonly by: readonly Dimension[];
};

/** Every metric: who emits one and who alarms on one read the same table. */
export const METRICS = {
  /** Operations that reached their end. `code`: of the problem, `withdrawn`, or `none`. */
  OperationsEnded: { unit: 'Count', by: ['provider', 'outcome', 'code'] },
  /** Operations whose outcome became unknown. */
  UnknownOutcomes: { unit: 'Count', by: ['provider'] },
  /** Requests that could move money and that left, or may have. */
  Sends: { unit: 'Count', by: ['provider'] },
  ProviderAnswers: { unit: 'Count', by: ['provider', 'answer'] },
  /** Of answers to anything but logins. */
  ProviderLatency: { unit: 'Milliseconds', by: ['provider'] },
  Logins: { unit: 'Count', by: ['provider'] },
  /** The provider refused the credentials. */
  LoginFailures: { unit: 'Count', by: ['provider'] },
  /** Whole days for which the client certificate that logged in is still valid. */
  CertificateDaysLeft: { unit: 'None', by: ['provider'] },
  /** Whole days until the credentials of a secret expire, where the secret says when. */
  CredentialsDaysLeft: { unit: 'None', by: ['provider'] },
  /** A secret that is there cannot be used: its fields are wrong, or it is marked for deletion. */
  UnusableSecrets: { unit: 'Count', by: ['provider'] },
  /** A token was refused that should have been good. */
  UnexpectedUnauthorized: { unit: 'Count', by: ['provider'] },
  /** An account went back to one session, since its sessions seem to end each other. */
  SessionsDemoted: { unit: 'Count', by: ['provider'] },
  /** Answers that no page of the provider lists: to a request that moves money, or to an inquiry. */
  UnlistedAnswers: { unit: 'Count', by: ['provider'] },
  /** Requests of ours that the provider called malformed. */
  RejectedRequests: { unit: 'Count', by: ['provider'] },
  /** Items that a newer version of this code wrote. */
  NewerItems: { unit: 'Count', by: [] },
  /** Invocations and commands that ended with a problem. */
  Problems: { unit: 'Count', by: ['code'] },

  /** Gauges of what is unfinished, measured every few minutes. Age: since the last request that moves money. */
  OldestUnknownAge: { unit: 'Seconds', by: ['provider'] },
  /** How long that has been due which has waited longest for its next step. */
  OldestDueAge: { unit: 'Seconds', by: ['provider'] },
  InManualReview: { unit: 'Count', by: ['provider'] },
  /** Outcomes unknown, while the time in which the provider still cancels is about to end. */
  WindowsClosingUnknown: { unit: 'Count', by: ['provider'] },
  /** Waiting for the provider's people for longer than two days. */
  LongApprovals: { unit: 'Count', by: ['provider'] },
  OpenOperations: { unit: 'Count', by: ['provider'] },
  /** Kill switches that are off: one for all merchants, and one for each merchant of its own. */
  SwitchedOff: { unit: 'Count', by: ['provider'] },
} as const satisfies Readonly<Record<string, MetricDefinition>>;

export type MetricName = keyof typeof METRICS;
