/** One message of a queue of commands, as an invocation gets it. */
export type CommandMessage = {
  readonly messageId: string;
  readonly body: string;
  /** How often the queue has given it out, this time included. */
  readonly receives: number;
  readonly receiptHandle: string;
  readonly queueArn: string;
  /** X-Ray's, where whoever put the command on the bus said one. */
  readonly traceHeader?: string | undefined;
};

/** What a message of the queue can be made to do, beside being deleted or coming again. */
export type CommandQueue = {
  /** Lets it come again not before so many seconds. */
  delay(message: CommandMessage, seconds: number): Promise<void>;
  /** Puts a copy where people look, with the reason. */
  setAside(
    message: CommandMessage,
    why: { readonly problem: string; readonly detail: string },
  ): Promise<void>;
};
