import type { Limits } from '../shared/domain/limits.ts';
import { checkLimits, type LimitOptionName, STANDARD_LOG_RETENTION_DAYS, toLimits } from './limits.ts';
import { checkNotifyFrom, type NotifyFrom } from './notify-from.ts';
import { checkTogether, checkValues } from './options/check-values.ts';
import type { EstornoOptions, OptionName } from './options/estorno-options.ts';
import { checkMerchants } from './options/merchants.ts';
import { refuse } from './options/refuse.ts';
import { PROVIDERS, type Provider } from './providers.ts';

/** Requests a second, in the long run and for a moment. */
export type Throttle = { readonly rateLimit: number; readonly burstLimit: number };

/** The issuer of the tokens that callers send instead of a signature. */
export type Jwt = {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly scopes: readonly string[];
  readonly merchantClaim: string;
};

/** A host name of an API. */
export type Domain = {
  readonly name: string;
  readonly certificateArn: string;
  /** `s3://bucket/key`; absent: clients need no certificate. */
  readonly trustStore?: string;
};

/** Checked options with their defaults, and what is derived from them: what the constructs are made from. */
export type Configuration = Omit<EstornoOptions, 'providers' | LimitOptionName> &
  Required<
    Pick<
      EstornoOptions,
      | 'tags'
      | 'merchants'
      | 'forceRemoval'
      | 'fixedAddress'
      | 'reservedConcurrency'
      | 'publishTo'
      | 'logRetentionDays'
      | 'shift'
      | 'terminationProtection'
    >
  > & {
    /** The providers that the stack has: function, queue, rules, schedules, routes and alarms of each. */
    readonly providers: readonly Provider[];
    /** From where notifications are accepted, in place of the addresses that a provider publishes: see notify-from.ts. */
    readonly notifyFrom: NotifyFrom;
    /** What the functions of the providers keep to. */
    readonly limits: Limits;
    readonly throttle: Throttle;
    /** Requests of each provider that may wait at once for the end of their operation. */
    readonly waitingRequests: number;
    /** Roles and users, by ARNs that may have wildcards, that may put commands on the bus beside those of the merchants. */
    readonly producers: readonly string[];
    /** Roles and users, by ARNs that may have wildcards, that may return dead-letter messages to their queues. */
    readonly operators: readonly string[];
    /** Absent: callers sign with IAM. */
    readonly jwt?: Jwt;
    readonly domain?: Domain;
    readonly webhookDomain?: Domain;
  };

/**
 * At two seconds per command this is about 200 concurrent functions, a fifth of the default quota of an account
 * (1,000): a caller in a loop does not affect other workloads of the account.
 */
const DEFAULT_THROTTLE: Throttle = { rateLimit: 100, burstLimit: 200 };

/** Fits an account with 10 concurrent executions, which a new account has. */
const DEFAULT_WAITING_REQUESTS = 2;

/** @throws UsageError with the wrong option and what to use instead */
export function toConfiguration(options: EstornoOptions): Configuration {
  checkTogether(options);
  checkValues(options);
  checkLimits(options);
  const deployed = toProviders(options);
  const { limits, others } = toLimits(options);
  return {
    ...others,
    ...deployed,
    limits,
    notifyFrom: checkNotifyFrom(options.notifyFrom, deployed.providers),
    ...toAddresses(options),
    tags: options.tags ?? {},
    merchants: checkMerchants(options.merchants ?? []),
    throttle: {
      rateLimit: options.throttleRate ?? DEFAULT_THROTTLE.rateLimit,
      burstLimit: options.throttleBurst ?? DEFAULT_THROTTLE.burstLimit,
    },
    waitingRequests: options.waitingRequests ?? DEFAULT_WAITING_REQUESTS,
    producers: [...new Set(options.producers)].sort(),
    operators: [...new Set(options.operators)].sort(),
    reservedConcurrency: options.reservedConcurrency ?? {},
    publishTo: [...new Set(options.publishTo)],
    logRetentionDays: options.logRetentionDays ?? STANDARD_LOG_RETENTION_DAYS,
    shift: options.shift ?? 'allAtOnce',
    terminationProtection: options.terminationProtection ?? false,
  };
}

/** How callers and providers reach the stack. */
function toAddresses(options: EstornoOptions): Pick<Configuration, 'jwt' | 'domain' | 'webhookDomain'> {
  const jwt = toJwt(options);
  const domain = toDomain(options.domainName, options.certificateArn);
  const webhookDomain = toDomain(options.webhookDomainName, options.webhookCertificateArn);
  const trustStore = options.webhookTrustStore;
  return {
    ...(jwt && { jwt }),
    ...(domain && { domain }),
    ...(webhookDomain && {
      webhookDomain: { ...webhookDomain, ...(trustStore !== undefined && { trustStore }) },
    }),
  };
}

function toDomain(name: string | undefined, certificateArn: string | undefined): Domain | undefined {
  return name === undefined || certificateArn === undefined ? undefined : { name, certificateArn };
}

function toJwt({
  jwtIssuer,
  jwtAudience,
  jwtMerchantClaim,
  jwtScopes = [],
}: EstornoOptions): Jwt | undefined {
  if (jwtIssuer === undefined || !jwtAudience || jwtMerchantClaim === undefined) return undefined;
  return { issuer: jwtIssuer, audience: jwtAudience, scopes: jwtScopes, merchantClaim: jwtMerchantClaim };
}

/** All of them, or those that are named. */
function toProviders(
  options: EstornoOptions,
): Pick<Configuration, 'providers' | 'forceRemoval' | 'fixedAddress'> {
  const all = PROVIDERS.map(({ id }) => id);
  const named = checkProviders(options.providers, 'providers', all);
  const providers = PROVIDERS.filter(({ id }) => named.length === 0 || named.includes(id));
  const ids = providers.map(({ id }) => id);
  const others = all.filter((id) => !ids.includes(id));
  return {
    providers,
    forceRemoval: checkProviders(options.forceRemoval, 'forceRemoval', others),
    fixedAddress: checkProviders(options.fixedAddress, 'fixedAddress', ids),
  };
}

function checkProviders(
  ids: readonly string[] = [],
  name: OptionName,
  known: readonly string[],
): readonly string[] {
  const wrong = ids.find((id) => !known.includes(id));
  if (wrong === undefined) return ids;
  return refuse(
    name,
    wrong,
    known.length === 0 ? 'Leave it out' : `Use ${known.join(', ')}, separated by commas`,
  );
}
