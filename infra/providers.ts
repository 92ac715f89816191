/** A payment provider as the infrastructure sees it: a folder in `functions` and what its function needs. */
export type Provider = {
  /** Used in paths, keys, secret names and `functions/<id>`: lower-case letters and digits. */
  readonly id: string;
  /** The display name. */
  readonly name: string;
  /** Memory of its function, in MB. @default 512 */
  readonly memoryMb?: number;
  /** Its notifications arrive below the registered address too. @default false */
  readonly notifiesBelow?: true;
  /** Merchants log in with a client certificate, whose expiry is watched. @default false */
  readonly usesClientCertificate?: true;
};

/** Every provider; a new one needs a line here and a folder in `functions`. */
export const PROVIDERS: readonly Provider[] = [
  { id: 'letpay', name: 'LetPay' },
  { id: 'sopague', name: 'SoPague' },
  { id: 'mercadopago', name: 'Mercado Pago' },
  { id: 'pix', name: 'Pix', usesClientCertificate: true, notifiesBelow: true },
];

/** For commands that name no provider of this list. */
export const UNROUTED = { id: 'unrouted' } as const;

/** The stack output with the name of the provider's function: `LetpayFunctionName`. */
export function toFunctionOutput({ id }: Pick<Provider, 'id'>): string {
  return `${toCapital(id)}FunctionName`;
}

/** The stack output with the queue of a provider's commands: `LetpayCommandsUrl`. */
export function toCommandsOutput({ id }: Pick<Provider, 'id'>): string {
  return `${toCapital(id)}CommandsUrl`;
}

/** The stack output with a dead-letter queue: `RelayDeadLettersUrl`. */
export function toDeadLettersOutput(of: 'commands' | 'relay' | 'forwarding'): string {
  return `${toCapital(of)}DeadLettersUrl`;
}

function toCapital(word: string): string {
  return `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
}
