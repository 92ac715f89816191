import type { EpochMs } from '../domain/time.ts';

/** One delivery of a provider's callback, as the gateway gives it. */
export type NotificationSource = {
  readonly sourceIp: string;
  /** The value of a header, by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  readonly query: Readonly<Record<string, string>>;
  /** What follows the documented address, by its segments: a secret, or what the provider appends. @default nothing */
  readonly pathBelow?: readonly string[];
  readonly rawBody: string;
  /** By our own clock. */
  readonly receivedAt: EpochMs;
  /** Addresses that count as the provider's, beside the documented ones. */
  readonly alsoFrom: readonly string[];
};

/** A provider's own callbacks. Their content is never trusted: it names payments, about which an inquiry is made. */
export type NotificationScheme<Credentials> = {
  /** Whether it can be the provider's at all, without the secret: anybody may call this route. */
  readonly mayBeAuthentic: (source: NotificationSource) => boolean;
  /** Whether the provider sent it. `credentials`: the merchant's, where it has any. */
  readonly isAuthentic: (source: NotificationSource, credentials: Credentials | undefined) => boolean;
  /** The payments that it is about; none where it does not say. `body`: its JSON, parsed. */
  readonly toPaymentIds: (body: unknown, source: NotificationSource) => readonly string[];
  /** Whether it is a trial, by which the provider registers the address, and names none. @default it never is */
  readonly isTrial?: (body: unknown) => boolean;
};
