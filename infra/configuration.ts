import type { Node } from 'constructs';
import { MERCHANT_ID } from '../shared/domain/ids.ts';
import { UsageError } from '../tools/script.ts';
import { findNearName } from './near-name.ts';
import { PROVIDERS, type Provider } from './providers.ts';

/** Requests a second, in the long run and for a moment. */
export type Throttle = { readonly rateLimit: number; readonly burstLimit: number };

/** The issuer of the tokens that callers send instead of a signature. */
export type Jwt = {
  /** The tokens' `iss`; the issuer publishes its keys there. */
  readonly issuer: string;
  /** A token's `aud`, or its `client_id`, must be one of these. */
  readonly audience: readonly string[];
  /** A token must have one of these scopes; empty: no scope is required. */
  readonly scopes: readonly string[];
  /** The claim with the merchants for which the caller may act. */
  readonly merchantClaim: string;
};

/** Values of a deployment: `cdk deploy -c name=value`, or `context` in cdk.json. */
export type Configuration = {
  /** One policy is created for the storefront of each. */
  readonly merchants: readonly string[];
  /** Absent: callers sign with IAM. */
  readonly jwt?: Jwt;
  readonly throttle: Throttle;
  /** Of each route for notifications, which anybody can call. */
  readonly notificationThrottle: Throttle;
  /** Requests of each provider that may wait at once for the end of their operation. */
  readonly waitingRequests: number;
  /** The providers that the stack has: function, queue, rules, schedules, routes and alarms of each. */
  readonly providers: readonly Provider[];
  /** Providers that are taken out whatever they have not finished: see removed-providers.ts. */
  readonly forceRemoval: readonly string[];
  /** The providers that are called from a fixed IP address; constructs/egress.ts names the cost. */
  readonly fixedAddress: readonly string[];
  /** Roles and users, by their ARNs, that may put commands on the bus. */
  readonly producers: readonly string[];
  /** Roles and users, by their ARNs, that may return dead-letter messages to their queues. */
  readonly operators: readonly string[];
  /** Receives every alarm by e-mail. Absent: only subscribers of the alarm topic receive them. */
  readonly alarmEmail?: string;
};

/**
 * At two seconds per command this is about 200 concurrent functions, a fifth of the default quota of an account
 * (1,000): a caller in a loop does not affect other workloads of the account.
 */
const DEFAULT_THROTTLE: Throttle = { rateLimit: 100, burstLimit: 200 };

/** Providers send about one notification for each change of a payment. */
const DEFAULT_NOTIFICATION_THROTTLE: Throttle = { rateLimit: 20, burstLimit: 40 };

/** Fits an account with 10 concurrent executions, which a new account has. */
const DEFAULT_WAITING_REQUESTS = 2;

/** Each needs a stack output: CloudFormation allows 200, and the stack itself has a dozen. */
const MOST_MERCHANTS = 170;

const JWT_NAMES = ['jwtIssuer', 'jwtAudience', 'jwtScopes', 'jwtMerchantClaim'] as const;

const NAMES = [
  ...JWT_NAMES,
  'merchants',
  'producers',
  'operators',
  'providers',
  'forceRemoval',
  'fixedAddress',
  'alarmEmail',
  'throttleRate',
  'throttleBurst',
  'notificationRate',
  'notificationBurst',
  'waitingRequests',
] as const;

type Name = (typeof NAMES)[number];

/** @throws UsageError with the wrong context value and the expected form */
export function readConfiguration(node: Node): Configuration {
  refuseMisspelt(Object.keys(node.getAllContext()));
  const read = (name: Name) => readText(node.tryGetContext(name), name);
  const jwt = readJwt(read);
  const alarmEmail = readEmail(read('alarmEmail'));
  return {
    merchants: readMerchants(toList(read('merchants'))),
    producers: readPrincipals(toList(read('producers')), 'producers'),
    operators: readPrincipals(toList(read('operators')), 'operators'),
    ...(jwt && { jwt }),
    ...toProviders(read),
    ...(alarmEmail !== undefined && { alarmEmail }),
    waitingRequests: readLimit(read('waitingRequests'), 'waitingRequests') ?? DEFAULT_WAITING_REQUESTS,
    throttle: readThrottle(read, ['throttleRate', 'throttleBurst'], DEFAULT_THROTTLE),
    notificationThrottle: readThrottle(
      read,
      ['notificationRate', 'notificationBurst'],
      DEFAULT_NOTIFICATION_THROTTLE,
    ),
  };
}

/**
 * A misspelled name would change the stack without notice. Names that are not similar to ours are accepted: the CDK and
 * other tools keep values in the context too.
 */
function refuseMisspelt(given: readonly string[]): void {
  const known: readonly string[] = NAMES;
  for (const name of given) {
    const meant = known.includes(name) ? undefined : findNearName(name, known);
    if (meant !== undefined)
      throw new UsageError(
        `There is no context value ${name}. Did you mean ${meant}? Nothing was synthesized.`,
      );
  }
}

function readMerchants(merchants: readonly string[]): readonly string[] {
  const wrong = merchants.find((merchant) => !MERCHANT_ID.test(merchant));
  if (wrong !== undefined)
    throw new UsageError(
      `The context value merchants has "${wrong}", which is not a merchant id. Use ids of 1 to 63 lower-case letters, ` +
        'digits and hyphens, beginning with a letter or digit, separated by commas.',
    );
  const once = [...new Set(merchants)].sort();
  if (once.length > MOST_MERCHANTS)
    throw new UsageError(
      `The context value merchants has ${once.length} merchants, and one stack can have policies for ${MOST_MERCHANTS}. ` +
        'For the others create a policy with their ids yourself, or use tokens (jwtIssuer …).',
    );
  return once;
}

/** A role or user of IAM; `*` matches any characters. */
const PRINCIPAL = /^arn:aws[a-z-]*:iam::(\d{12}|\*):(role|user)\/[\w+=.@*/-]+$/;

function readPrincipals(arns: readonly string[], name: Name): readonly string[] {
  const wrong = arns.find((arn) => !PRINCIPAL.test(arn));
  if (wrong === undefined) return [...new Set(arns)].sort();
  throw new UsageError(
    `The context value ${name} has "${wrong}". Use ARNs of roles or users, such as arn:aws:iam::111122223333:role/loja-1, ` +
      'separated by commas.',
  );
}

type ProviderValues = Pick<Configuration, 'providers' | 'forceRemoval' | 'fixedAddress'>;

/** All of them, or those that are named. */
function toProviders(read: (name: Name) => string): ProviderValues {
  const all = PROVIDERS.map(({ id }) => id);
  const named = readProviders(toList(read('providers')), 'providers', all);
  const providers = PROVIDERS.filter(({ id }) => named.length === 0 || named.includes(id));
  const ids = providers.map(({ id }) => id);
  return {
    providers,
    forceRemoval: readProviders(
      toList(read('forceRemoval')),
      'forceRemoval',
      all.filter((id) => !ids.includes(id)),
    ),
    fixedAddress: readProviders(toList(read('fixedAddress')), 'fixedAddress', ids),
  };
}

function readProviders(ids: readonly string[], name: Name, known: readonly string[]): readonly string[] {
  const wrong = ids.find((id) => !known.includes(id));
  if (wrong === undefined) return ids;
  const use = known.length === 0 ? 'Leave it out' : `Use ${known.join(', ')}, separated by commas`;
  throw new UsageError(`The context value ${name} has "${wrong}". ${use}.`);
}

function readJwt(read: (name: Name) => string): Jwt | undefined {
  const given = JWT_NAMES.filter((name) => toList(read(name)).length > 0);
  if (given.length === 0) return undefined;
  const required = JWT_NAMES.filter((name) => name !== 'jwtScopes');
  const missing = required.filter((name) => !given.includes(name));
  if (missing.length > 0)
    throw new UsageError(
      `The context has ${given.join(', ')}, but not ${missing.join(', ')}. ${required.join(', ')} are required together: ` +
        'they identify callers and limit them to their merchants.',
    );
  const issuer = read('jwtIssuer');
  if (!/^https:\/\/[^\s/]+/.test(issuer))
    throw new UsageError(
      `The context value jwtIssuer is "${issuer}". It must be the issuer's https URL, as in "iss".`,
    );
  const [audience, scopes] = [toList(read('jwtAudience')), toList(read('jwtScopes'))];
  return { issuer, audience, scopes, merchantClaim: read('jwtMerchantClaim') };
}

function readEmail(text: string): string | undefined {
  if (text === '') return undefined;
  if (/^[^\s@,]+@[^\s@,]+$/.test(text)) return text;
  throw new UsageError(`The context value alarmEmail is "${text}". It must be one e-mail address.`);
}

function readThrottle(
  read: (name: Name) => string,
  [rate, burst]: readonly [Name, Name],
  defaults: Throttle,
): Throttle {
  return {
    rateLimit: readLimit(read(rate), rate) ?? defaults.rateLimit,
    burstLimit: readLimit(read(burst), burst) ?? defaults.burstLimit,
  };
}

function readLimit(text: string, name: Name): number | undefined {
  if (text === '') return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(
    `The context value ${name} is "${text}". It must be a whole number of requests, at least 1.`,
  );
}

function readText(value: unknown, name: Name): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  throw new UsageError(`The context value ${name} is not a string. Separate several values with commas.`);
}

function toList(text: string): readonly string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}
