import type { Node } from 'constructs';
import { UsageError } from '../../tools/script.ts';
import { readLimit, readPauses } from '../limits.ts';
import { findNearName } from '../near-name.ts';
import { readNotifyFrom } from '../notify-from.ts';
import type { EstornoOptions, OptionName, RouteThrottle } from './estorno-options.ts';
import { readMerchants } from './merchants.ts';
import { refuse } from './refuse.ts';
import { SHIFTS, type Shift } from './shifts.ts';

type Readers = {
  readonly [Name in OptionName]: (text: string, name: Name) => Required<EstornoOptions>[Name];
};

/** How the text of each option is read. Lists and pairs are separated by commas, and `cdk.json` may have them as JSON. */
const READERS: Readers = {
  stage: toText,
  tags: toPairs,
  merchants: readMerchants,
  producers: toList,
  operators: toList,
  providers: toList,
  forceRemoval: toList,
  fixedAddress: toList,
  jwtIssuer: toText,
  jwtAudience: toList,
  jwtMerchantClaim: toText,
  jwtScopes: toList,
  domainName: toText,
  certificateArn: toText,
  webhookDomainName: toText,
  webhookCertificateArn: toText,
  webhookTrustStore: toText,
  notifyFrom: readNotifyFrom,
  attemptsPerOperation: readLimit,
  inquiryDays: readLimit,
  unsentHours: readLimit,
  operationsPerPayment: readLimit,
  sessionsPerAccount: readLimit,
  waitSeconds: readLimit,
  inquiryPauses: readPauses,
  throttleRate: toNumber,
  throttleBurst: toNumber,
  routeThrottles: toThrottles,
  waitingRequests: toNumber,
  reservedConcurrency: toNumbers,
  publishTo: toList,
  alarmEmail: toText,
  logRetentionDays: toNumber,
  logKeyArn: toText,
  ledgerKeyArn: toText,
  credentialsKeyArn: toText,
  permissionsBoundary: toText,
  shift: toShift,
  terminationProtection: toBoolean,
};

/** The names of all options. */
export const OPTION_NAMES = Object.keys(READERS) as readonly OptionName[];

/**
 * The options of `cdk deploy -c name=value`, or `context` in cdk.json. An empty value counts as none.
 * @throws UsageError with the wrong context value and the expected form
 */
export function readContext(node: Node): EstornoOptions {
  refuseMisspelt(Object.keys(node.getAllContext()));
  const entries = OPTION_NAMES.flatMap((name) => readOne(name, node.tryGetContext(name)));
  return Object.fromEntries(entries);
}

function readOne<Name extends OptionName>(name: Name, value: unknown): readonly (readonly [Name, unknown])[] {
  const text = toFlatText(value, name);
  return text.replaceAll(',', '').trim() === '' ? [] : [[name, READERS[name](text, name)]];
}

/**
 * A misspelled name would change the stack without notice. Names that are not similar to ours are accepted: the CDK and
 * other tools keep values in the context too.
 */
function refuseMisspelt(given: readonly string[]): void {
  const known: readonly string[] = OPTION_NAMES;
  for (const name of given) {
    const meant = known.includes(name) ? undefined : findNearName(name, known);
    if (meant !== undefined)
      throw new UsageError(
        `There is no context value ${name}. Did you mean ${meant}? Nothing was synthesized.`,
      );
  }
}

/** JSON of cdk.json in the form of the command line: `["a", "b"]` is `a,b`, and `{ "a": 1 }` is `a=1`. */
function toFlatText(value: unknown, name: OptionName): string {
  if (value === undefined || value === null) return '';
  if (isScalar(value)) return String(value).trim();
  if (Array.isArray(value) && value.every(isScalar)) return value.join(',');
  const entries = typeof value === 'object' && !Array.isArray(value) ? Object.entries(value) : [];
  if (entries.length > 0 && entries.every(([, each]) => isScalar(each)))
    return entries.map(([key, each]) => `${key}=${each}`).join(',');
  throw new UsageError(
    `The option ${name} is neither text nor a list. Write several values separated by commas, or as a JSON list.`,
  );
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function toText(text: string): string {
  return text;
}

function toList(text: string): readonly string[] {
  return text.split(',').flatMap((part) => part.trim() || []);
}

function toNumber(text: string, name: OptionName): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : refuse(name, text, 'Use a whole number');
}

function toBoolean(text: string, name: OptionName): boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  return refuse(name, text, 'Use true or false');
}

function toShift(text: string, name: OptionName): Shift {
  return SHIFTS.find((shift) => shift === text) ?? refuse(name, text, `Use ${SHIFTS.join(', ')}`);
}

/** `a=1,b=2` */
function toPairs(text: string, name: OptionName): Readonly<Record<string, string>> {
  const pairs = toList(text).map((pair) => {
    const at = pair.indexOf('=');
    if (at < 1 || at === pair.length - 1)
      return refuse(name, pair, 'Use name=value, and commas between several');
    return [pair.slice(0, at).trim(), pair.slice(at + 1).trim()] as const;
  });
  return Object.fromEntries(pairs);
}

function toNumbers(text: string, name: OptionName): Readonly<Record<string, number>> {
  const pairs = Object.entries(toPairs(text, name));
  return Object.fromEntries(pairs.map(([key, value]) => [key, toNumber(value, name)]));
}

/** `cancel=20/40`: 20 per second, and 40 at once. */
function toThrottles(text: string, name: OptionName): Readonly<Record<string, RouteThrottle>> {
  const toThrottle = (value: string): RouteThrottle => {
    const [, rate, burst] = /^(\d{1,9})\/(\d{1,9})$/.exec(value) ?? [];
    if (rate === undefined || burst === undefined)
      return refuse(name, value, 'Use route=rate/burst, such as cancel=20/40');
    return { rate: Number(rate), burst: Number(burst) };
  };
  const pairs = Object.entries(toPairs(text, name));
  return Object.fromEntries(pairs.map(([route, value]) => [route, toThrottle(value)]));
}
