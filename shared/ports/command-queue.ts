/** One message of a queue of commands, as an invocation gets it. */
export type CommandMessage = {
  readonly messageId: string;
  readonly body: string;
  /** How often the queue has given it out, this time included. */
  readonly receives: number;
  readonly receiptHandle: string;
  readonly queueArn: string;
  /** X-Ray's, where the producer of the command gave one. */
  readonly traceHeader?: string | undefined;
};

/** What can be done with a message of the queue, beside deleting it or leaving it to be delivered again. */
export type CommandQueue = {
  /** Has it delivered again, but not before so many seconds. */
  delay(message: CommandMessage, seconds: number): Promise<void>;
  /** Puts a copy, with the reason, into the queue that operators handle. */
  setAside(
    message: CommandMessage,
    why: { readonly problem: string; readonly detail: string },
  ): Promise<void>;
};
