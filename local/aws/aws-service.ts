/** One call that arrived at the local AWS port. */
export type AwsRequest = {
  /** The operation after the dot of the target. */
  readonly operation: string;
  /** `x-amz-target`, or one made in its form for a service that is called by path. */
  readonly target: string;
  /** With the query. */
  readonly path: string;
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
  /** The partition keys, or the one thing, that the call names. */
  readonly keys: readonly string[];
};

/** An AWS service behind the local AWS port. A further service is a further file that makes one of these. */
export type AwsService = {
  /** What stands before the dot of the target. */
  readonly targetPrefix: string;
  /** For a service that is called by path: the operation, where the path is one of its own. */
  operationAt?(method: string, path: string): string | undefined;
  describe(request: AwsRequest): AwsCallDescription;
  handle(request: AwsRequest): Promise<AwsAnswer>;
  /** An error in the service's own form. */
  toError(code: AwsErrorCode, message: string): AwsAnswer;
};

/** Errors that the port itself answers for a service. */
export type AwsErrorCode = 'AccessDenied' | 'Throttled' | 'Unavailable' | 'UnknownOperation' | 'Invalid';
