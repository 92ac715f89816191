import type { RouteName } from '../../shared/http/routes.ts';
import type { Merchant } from './merchants.ts';
import type { Shift } from './shifts.ts';

/**
 * Everything that a deployment can choose, none of it required. `npx cdk deploy` takes the same names as context: see
 * read-context.ts for their form there, and docs/options.md for all of them on one page.
 *
 * Wrong values are refused with a sentence before anything is synthesized: see configuration.ts.
 */
export type EstornoOptions = {
  /** Separates several stacks in one account and region, such as `staging`. @default none: the stack `Estorno` */
  readonly stage?: string;
  /** Tags of every resource that can have some. @default none */
  readonly tags?: Readonly<Record<string, string>>;

  /** Merchants with the roles of their storefronts. @default no role may act for a merchant */
  readonly merchants?: readonly Merchant[];
  /**
   * ARNs of roles and users, which may have wildcards, that may put commands on the bus; what else denies them is not changed.
   * @default the principals of the merchants
   */
  readonly producers?: readonly string[];
  /** ARNs of roles and users, which may have wildcards, that may return dead-letter messages. @default nobody */
  readonly operators?: readonly string[];
  /** Ids of the providers that are deployed. @default all */
  readonly providers?: readonly string[];
  /** Ids of providers that are taken out whatever they have not finished: see removed-providers.ts. @default none */
  readonly forceRemoval?: readonly string[];
  /** Ids of the providers that are called from a fixed IP address; constructs/egress.ts names the cost. @default none */
  readonly fixedAddress?: readonly string[];

  /** The `iss` of the tokens that callers send; the issuer publishes its keys there. @default callers sign with IAM */
  readonly jwtIssuer?: string;
  /** A token's `aud`, or its `client_id`, must be one of these. Required with `jwtIssuer`. */
  readonly jwtAudience?: readonly string[];
  /** The claim with the merchants for which the caller may act. Required with `jwtIssuer`. */
  readonly jwtMerchantClaim?: string;
  /** A token must have one of these scopes. @default no scope is required */
  readonly jwtScopes?: readonly string[];

  /** The host name of the API, such as `refunds.example.com`. @default a name of API Gateway */
  readonly domainName?: string;
  /** ARN of its ACM certificate, in the region of the stack. Required with `domainName`. */
  readonly certificateArn?: string;
  /** A host name of its own for the notifications of providers. @default they arrive at the API */
  readonly webhookDomainName?: string;
  /** ARN of its ACM certificate, in the region of the stack. Required with `webhookDomainName`. */
  readonly webhookCertificateArn?: string;
  /** `s3://bucket/key` of the certificates whose clients may send notifications. @default no client certificate */
  readonly webhookTrustStore?: string;

  /** IP addresses or blocks, by provider, from which notifications are accepted. @default those that a provider publishes */
  readonly notifyFrom?: Readonly<Record<string, readonly string[]>>;

  /** Requests of one operation that could take effect twice. @default 3 */
  readonly attemptsPerOperation?: number;
  /** Days of inquiries after the last request, before a person has to record the outcome. @default 6 */
  readonly inquiryDays?: number;
  /** Hours for which an operation of which nothing could be sent is tried. @default 24 */
  readonly unsentHours?: number;
  /** Operations on one payment that sent something. @default 32 */
  readonly operationsPerPayment?: number;
  /** Sessions at once with one account of a provider whose tokens rotate. @default 1 */
  readonly sessionsPerAccount?: number;
  /** The longest wait in seconds that a caller gets with `Prefer: wait`. @default 20 */
  readonly waitSeconds?: number;
  /** Seconds between inquiries about one operation; after the last, every hour: see limits.ts. @default 2, 4, 8, … 1800 */
  readonly inquiryPauses?: readonly number[];

  /** Requests per second to all routes. @default 100 */
  readonly throttleRate?: number;
  /** Requests at once to all routes. @default 200 */
  readonly throttleBurst?: number;
  /** Limits of single routes, for each provider. @default those of all routes, and a fifth of them for `notify` */
  readonly routeThrottles?: Readonly<Partial<Record<RouteName, RouteThrottle>>>;
  /** Requests of each provider that may wait at once for the end of their operation. @default 2 */
  readonly waitingRequests?: number;
  /** Concurrent invocations kept for a function, and its most: by provider, `api` or `relay`. @default none */
  readonly reservedConcurrency?: Readonly<Record<string, number>>;

  /** ARNs of event buses, also of other accounts, that receive a copy of every event. @default none */
  readonly publishTo?: readonly string[];
  /** Receives every alarm by e-mail, once its owner has confirmed. @default only subscribers of the topic */
  readonly alarmEmail?: string;

  /** Days for which logs are kept. @default 30 */
  readonly logRetentionDays?: number;
  /** ARN of the KMS key of the logs. @default a key of CloudWatch Logs */
  readonly logKeyArn?: string;
  /** ARN of the KMS key of the ledger. @default a key of this stack */
  readonly ledgerKeyArn?: string;
  /** ARN of the KMS key of sessions and secrets. @default a key of this stack */
  readonly credentialsKeyArn?: string;
  /** Name or ARN of the policy that limits every role of the stack. @default none */
  readonly permissionsBoundary?: string;
  /** How events move to the functions of a later deployment: see constructs/traffic-shift.ts. @default allAtOnce */
  readonly shift?: Shift;
  /** Whether the stack and its tables are protected against deletion. @default false */
  readonly terminationProtection?: boolean;
};

/** The name of an option. */
export type OptionName = keyof EstornoOptions;

/** Requests per second, and at once. */
export type RouteThrottle = { readonly rate: number; readonly burst: number };
