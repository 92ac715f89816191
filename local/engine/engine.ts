/** A DynamoDB on this machine, speaking its JSON protocol. */
export type Engine = {
  readonly name: EngineName;
  readonly url: string;
  close(): Promise<void>;
};

export const ENGINE_NAMES = ['dynamodb-local', 'dynalite'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];
