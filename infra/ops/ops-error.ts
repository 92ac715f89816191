/** What the operator can put right: `message` says it in a sentence, so no stack trace is shown with it. */
export class OpsError extends Error {
  override readonly name: string = 'OpsError';
  /** What the process ends with: 1 what was asked could not be done, 2 it was asked wrongly. */
  readonly exitCode: 1 | 2 = 1;
}

/** The command line itself is wrong: nothing was sent. */
export class UsageError extends OpsError {
  override readonly name = 'UsageError';
  override readonly exitCode = 2;
}
