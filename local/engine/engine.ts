/** A DynamoDB on this machine, speaking its JSON protocol. */
export type Engine = {
  readonly name: EngineName;
  readonly url: string;
  /** Signs every call of the engine, for every caller: DynamoDB Local keeps the tables of each key by themselves. */
  readonly accessKeyId: string;
  /** Settles when its process ends without having been asked to; absent where it has none. */
  readonly died?: Promise<void>;
  close(): Promise<void>;
};

/** The engines check the form of a signature only, and whose it is. */
export function toAuthorization({ accessKeyId }: Engine): string {
  const credential = `${accessKeyId}/20260101/sa-east-1/dynamodb/aws4_request`;
  return `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
}

export const ENGINE_NAMES = ['dynamodb-local', 'dynalite'] as const;

export type EngineName = (typeof ENGINE_NAMES)[number];
