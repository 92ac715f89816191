import type { Node } from 'constructs';
import { MERCHANT_ID } from '../shared/domain/ids.ts';
import { UsageError } from '../tools/script.ts';
import { findNearName } from './near-name.ts';
import { PROVIDERS } from './providers.ts';

/** Requests a second, in the long run and for a moment. */
export type Throttle = { readonly rateLimit: number; readonly burstLimit: number };

/** Whose tokens callers bring in place of a signature. */
export type Jwt = {
  /** What the tokens' `iss` is, and where the issuer publishes its keys. */
  readonly issuer: string;
  /** A token's `aud`, or its `client_id`, must be one of these. */
  readonly audience: readonly string[];
  /** A token must have one of these; empty: it needs none. */
  readonly scopes: readonly string[];
  /** The claim that names the merchants for whom the caller may act. */
  readonly merchantClaim: string;
};

/** What whoever deploys decides: `cdk deploy -c name=value`, or `context` in cdk.json. */
export type Configuration = {
  /** Each gets a policy for its storefront. */
  readonly merchants: readonly string[];
  /** Absent: callers sign with IAM. */
  readonly jwt?: Jwt;
  readonly throttle: Throttle;
  /** The providers that are called from an address that never changes: see constructs/egress.ts for what it costs. */
  readonly fixedAddress: readonly string[];
  /** Who gets every alarm by e-mail. Absent: whoever subscribes to the topic of alarms. */
  readonly alarmEmail?: string;
};

/**
 * Reckoning two seconds a command this is about 200 functions at once, a fifth of what an account has by default
 * (1,000): a caller's loop leaves the account's other work alone.
 */
const DEFAULT_THROTTLE: Throttle = { rateLimit: 100, burstLimit: 200 };

/** Each has an output of the stack: CloudFormation takes 200, of which the stack itself has a dozen. */
const MOST_MERCHANTS = 180;

const JWT_NAMES = ['jwtIssuer', 'jwtAudience', 'jwtScopes', 'jwtMerchantClaim'] as const;

const NAMES = [
  ...JWT_NAMES,
  'merchants',
  'fixedAddress',
  'alarmEmail',
  'throttleRate',
  'throttleBurst',
] as const;

type Name = (typeof NAMES)[number];

/** @throws UsageError naming the context value that is wrong, and how it must be */
export function readConfiguration(node: Node): Configuration {
  refuseMisspelt(Object.keys(node.getAllContext()));
  const read = (name: Name) => readText(node.tryGetContext(name), name);
  const jwt = readJwt(read);
  const alarmEmail = readEmail(read('alarmEmail'));
  return {
    merchants: readMerchants(toList(read('merchants'))),
    ...(jwt && { jwt }),
    fixedAddress: readProviders(toList(read('fixedAddress'))),
    ...(alarmEmail !== undefined && { alarmEmail }),
    throttle: {
      rateLimit: readLimit(read('throttleRate'), 'throttleRate') ?? DEFAULT_THROTTLE.rateLimit,
      burstLimit: readLimit(read('throttleBurst'), 'throttleBurst') ?? DEFAULT_THROTTLE.burstLimit,
    },
  };
}

/**
 * A value under a wrong name would change the stack without a word. Names that are like none of ours pass: the CDK, and
 * tools around it, keep theirs in the context too.
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
      `The context value merchants has "${wrong}", which is no merchant id. Give ids of 1 to 63 lower-case letters, ` +
        'digits and hyphens, beginning with a letter or digit, separated by commas.',
    );
  const once = [...new Set(merchants)].sort();
  if (once.length > MOST_MERCHANTS)
    throw new UsageError(
      `The context value merchants has ${once.length} merchants, and one stack has room for the policies of ` +
        `${MOST_MERCHANTS}. Leave out the rest: a policy of your own with their ids does the same, and so do tokens ` +
        '(jwtIssuer …).',
    );
  return once;
}

function readProviders(ids: readonly string[]): readonly string[] {
  const known = PROVIDERS.map(({ id }) => id);
  const wrong = ids.find((id) => !known.includes(id));
  if (wrong === undefined) return ids;
  throw new UsageError(
    `The context value fixedAddress has "${wrong}". Give providers of ${known.join(', ')}, separated by commas.`,
  );
}

function readJwt(read: (name: Name) => string): Jwt | undefined {
  const given = JWT_NAMES.filter((name) => toList(read(name)).length > 0);
  if (given.length === 0) return undefined;
  const required = JWT_NAMES.filter((name) => name !== 'jwtScopes');
  const missing = required.filter((name) => !given.includes(name));
  if (missing.length > 0)
    throw new UsageError(
      `The context has ${given.join(', ')}, and not ${missing.join(', ')}. Give ${required.join(', ')}: without any ` +
        'of them callers could not be known, or not be held to their merchant.',
    );
  const issuer = read('jwtIssuer');
  if (!/^https:\/\/[^\s/]+/.test(issuer))
    throw new UsageError(
      `The context value jwtIssuer is "${issuer}". Give the issuer's https URL, as in "iss".`,
    );
  const [audience, scopes] = [toList(read('jwtAudience')), toList(read('jwtScopes'))];
  return { issuer, audience, scopes, merchantClaim: read('jwtMerchantClaim') };
}

function readEmail(text: string): string | undefined {
  if (text === '') return undefined;
  if (/^[^\s@,]+@[^\s@,]+$/.test(text)) return text;
  throw new UsageError(`The context value alarmEmail is "${text}". Give one e-mail address.`);
}

function readLimit(text: string, name: Name): number | undefined {
  if (text === '') return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(
    `The context value ${name} is "${text}". Give a whole number of requests, at least 1.`,
  );
}

function readText(value: unknown, name: Name): string {
  if (value === undefined || value === null) return '';
  if (typeof value === 'string' || typeof value === 'number') return String(value).trim();
  throw new UsageError(`The context value ${name} is no text. Give several values as one text, with commas.`);
}

function toList(text: string): readonly string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}
