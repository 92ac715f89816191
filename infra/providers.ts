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

/** The stack's output that names the provider's function: `LetpayFunctionName`. */
export function toFunctionOutput({ id }: Pick<Provider, 'id'>): string {
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}FunctionName`;
}
