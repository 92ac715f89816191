/** A payment provider as the infrastructure sees it: a folder in `functions` and what its function needs. */
export type Provider = {
  /** The word in paths, keys, secret names and `functions/<id>`: lower-case letters and digits. */
  readonly id: string;
  /** How people write it. */
  readonly name: string;
  /** Memory of its function, in MB. @default 512 */
  readonly memoryMb?: number;
};

/** Every provider of this bundle; adding one is a line here and a folder in `functions`. */
export const PROVIDERS: readonly Provider[] = [
  { id: 'letpay', name: 'LetPay' },
  { id: 'sopague', name: 'SoPague' },
];

/** Stands where a command names no provider of ours. */
export const UNROUTED = { id: 'unrouted' } as const;

/** The stack's output that names the provider's function: `LetpayFunctionName`. */
export function toFunctionOutput({ id }: Pick<Provider, 'id'>): string {
  return `${toCapital(id)}FunctionName`;
}

/** The stack's output with the queue of a provider's commands: `LetpayCommandsUrl`. */
export function toCommandsOutput({ id }: Pick<Provider, 'id'>): string {
  return `${toCapital(id)}CommandsUrl`;
}

/** The stack's output with a queue of dead letters: `RelayDeadLettersUrl`. */
export function toDeadLettersOutput(of: 'commands' | 'relay'): string {
  return `${toCapital(of)}DeadLettersUrl`;
}

function toCapital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
