/** Who delivered a notification, as far as the gateway tells. */
export type NotificationSource = {
  readonly sourceIp: string;
  /** The value of a header, by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** Addresses that count as the provider's beside the documented ones: only where the stack runs locally. */
  readonly alsoFrom: readonly string[];
};

/**
 * A provider's own callbacks. Their content is never trusted: it names a payment, which is then read.
 */
export type NotificationScheme<Credentials> = {
  /** Whether it can be the provider's at all, without a look at the secret: anybody may call this route. */
  readonly mayBeAuthentic: (source: NotificationSource) => boolean;
  /** Whether the provider sent it. `credentials`: the merchant's, where it has any. */
  readonly isAuthentic: (source: NotificationSource, credentials: Credentials | undefined) => boolean;
  /** The payment that it is about, or undefined where the body does not say. */
  readonly toPaymentId: (body: unknown) => string | undefined;
};
