import type { EpochMs } from '../domain/time.ts';

/** One delivery of a provider's callback, as the gateway gives it. */
export type NotificationSource = {
  readonly sourceIp: string;
  /** It comes from an address that counts as the provider's: one of those configured, by default those that it publishes. */
  readonly isFromProvider: boolean;
  /** The value of a header, by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** By names in lower case. */
  readonly query: Readonly<Record<string, string>>;
  /** What follows the documented address, by its segments: a secret, or what the provider appends. @default nothing */
  readonly pathBelow?: readonly string[];
  /** As it came, read as UTF-8. */
  readonly rawBody: string;
  /** By our own clock. */
  readonly receivedAt: EpochMs;
};

/** A provider's own callbacks. Their content is never trusted: it names payments, about which an inquiry is made. */
export type NotificationScheme<Credentials> = {
  /** Addresses that the provider publishes as its own; empty where it publishes none. A deployment can replace them. */
  readonly publishedSources: readonly string[];
  /** Whether it can be the provider's at all, without the secret: anybody may call this route. */
  readonly mayBeAuthentic: (source: NotificationSource) => boolean;
  /** Whether the provider sent it. `credentials`: the merchant's, where it has any. */
  readonly isAuthentic: (source: NotificationSource, credentials: Credentials | undefined) => boolean;
  /** A delivery by which the provider only tries whether the address answers. @default none is */
  readonly isTrial?: (body: unknown) => boolean;
  /** The payments that it is about; none where it does not say. `body`: its JSON, parsed; undefined where it is none. */
  readonly toPaymentIds: (body: unknown, source: NotificationSource) => readonly string[];
};
