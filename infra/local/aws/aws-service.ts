/** One call that arrived at the local AWS port. */
export type AwsRequest = {
  /** The operation after the dot of `x-amz-target`. */
  readonly operation: string;
  readonly target: string;
  /** The parsed JSON body. */
  readonly body: unknown;
  readonly rawBody: Buffer;
  /** Lower-cased names. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
};

export type AwsAnswer = {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
};

/** One right that a call needs. */
export type NeededRight = {
  /** As policies write it: `dynamodb:GetItem`. */
  readonly action: string;
  readonly resourceArn: string;
  /** How AWS's refusal names the resource. @default the ARN */
  readonly resourceLabel?: string;
  /** Condition keys that this service fills. */
  readonly context?: Readonly<Record<string, string | string[]>>;
};

/** What a call is about. */
export type AwsCallDescription = {
  readonly rights: readonly NeededRight[];
  readonly table?: string;
  /** The partition keys that the call names. */
  readonly keys: readonly string[];
};

/** An AWS service behind the local AWS port. A further service is a further file that makes one of these. */
export type AwsService = {
  /** What stands before the dot of `x-amz-target`. */
  readonly targetPrefix: string;
  describe(request: AwsRequest): AwsCallDescription;
  handle(request: AwsRequest): Promise<AwsAnswer>;
  /** An error in the service's own form. */
  toError(code: AwsErrorCode, message: string): AwsAnswer;
};

/** Errors that the port itself answers for a service. */
export type AwsErrorCode = 'AccessDenied' | 'Throttled' | 'Unavailable' | 'UnknownOperation' | 'Invalid';
