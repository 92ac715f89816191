import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { PROVIDER_ROUTES } from '../../shared/http/routes.ts';
import { UsageError } from '../../tools/script.ts';
import type { EstornoOptions, OptionName } from './estorno-options.ts';
import { refuse } from './refuse.ts';
import { SHIFTS } from './shifts.ts';

type TextName = {
  [Name in OptionName]: NonNullable<EstornoOptions[Name]> extends string ? Name : never;
}[OptionName];

type Form = { readonly pattern: RegExp; readonly use: string };

const HOST_NAME: Form = {
  pattern: /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/,
  use: 'Use a host name in lower case, such as refunds.example.com',
};

const CERTIFICATE: Form = {
  pattern: /^arn:aws[\w-]*:acm:[a-z0-9-]+:\d{12}:certificate\/[0-9a-f-]{36}$/,
  use: 'Use the ARN of a certificate of ACM: arn:aws:acm:REGION:ACCOUNT:certificate/ID',
};

const KEY: Form = {
  pattern: /^arn:aws[\w-]*:kms:[a-z0-9-]+:\d{12}:key\/([0-9a-f-]{36}|mrk-[0-9a-f]{32})$/,
  use: 'Use the ARN of a KMS key, not of an alias: arn:aws:kms:REGION:ACCOUNT:key/ID',
};

const BUS: Form = {
  pattern: /^arn:aws[\w-]*:events:[a-z0-9-]+:\d{12}:event-bus\/[\w./-]+$/,
  use: 'Use ARNs of event buses: arn:aws:events:REGION:ACCOUNT:event-bus/NAME',
};

/** A role or user of IAM; `*` matches any characters. */
const PRINCIPAL: Form = {
  pattern: /^arn:aws[a-z-]*:iam::(\d{12}|\*):(role|user)\/[\w+=,.@*/-]+$/,
  use: 'Use ARNs of roles or users, such as arn:aws:iam::111122223333:role/loja-1; * matches any characters',
};

/** The form of every option that is one text. */
const FORMS: Readonly<Record<TextName, Form>> = {
  stage: {
    pattern: /^[a-z][a-z0-9]{0,11}$/,
    use: 'Use 1 to 12 lower-case letters and digits, beginning with a letter, such as staging',
  },
  jwtIssuer: { pattern: /^https:\/\/[^\s/]+/, use: 'Use the https URL of the issuer, as in "iss"' },
  jwtMerchantClaim: { pattern: /^\S+$/, use: 'Use the name of one claim' },
  domainName: HOST_NAME,
  certificateArn: CERTIFICATE,
  webhookDomainName: HOST_NAME,
  webhookCertificateArn: CERTIFICATE,
  webhookTrustStore: {
    pattern: /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/\S+$/,
    use: 'Use the address of a PEM file in S3: s3://BUCKET/KEY',
  },
  alarmEmail: { pattern: /^[^\s@,]+@[^\s@,]+$/, use: 'Use one e-mail address' },
  logKeyArn: KEY,
  ledgerKeyArn: KEY,
  credentialsKeyArn: KEY,
  permissionsBoundary: {
    pattern: /^(arn:aws[\w-]*:iam::(\d{12}|aws):policy\/[\w+=,.@/-]+|[\w+=,.@-]{1,128})$/,
    use: 'Use the name or the ARN of an IAM policy',
  },
  shift: { pattern: new RegExp(`^(${SHIFTS.join('|')})$`), use: `Use ${SHIFTS.join(', ')}` },
};

/** Days that CloudWatch Logs supports. */
const RETENTIONS = Object.values(RetentionDays).filter((days) => typeof days === 'number' && days < 9999);

/** A route's name, and the most that a limit or a concurrency can be. */
const ROUTES: readonly string[] = PROVIDER_ROUTES.map(({ name }) => name);
const MOST = 999_999;

/** @throws UsageError about the first value that has another form */
export function checkValues(options: EstornoOptions): void {
  for (const name of Object.keys(FORMS) as TextName[]) {
    const { pattern, use } = FORMS[name];
    const text = options[name];
    if (text !== undefined && !pattern.test(text)) refuse(name, text, use);
  }
  checkNumber('throttleRate', options.throttleRate);
  checkNumber('throttleBurst', options.throttleBurst);
  checkNumber('waitingRequests', options.waitingRequests);
  checkPrincipals('producers', options.producers);
  checkPrincipals('operators', options.operators);
  checkTags(options.tags);
  for (const [route, { rate, burst }] of Object.entries(options.routeThrottles ?? {})) {
    if (!ROUTES.includes(route)) refuse('routeThrottles', route, `Use the routes ${ROUTES.join(', ')}`);
    checkNumber('routeThrottles', rate);
    checkNumber('routeThrottles', burst);
  }
  for (const count of Object.values(options.reservedConcurrency ?? {}))
    checkNumber('reservedConcurrency', count);
  for (const bus of options.publishTo ?? []) if (!BUS.pattern.test(bus)) refuse('publishTo', bus, BUS.use);
  const { logRetentionDays: days } = options;
  if (days !== undefined && !RETENTIONS.includes(days))
    refuse('logRetentionDays', days, `CloudWatch Logs supports ${RETENTIONS.join(', ')} days`);
}

function checkNumber(name: OptionName, value: number | undefined): void {
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= MOST)) return;
  refuse(name, value, 'Use a whole number of at least 1');
}

function checkPrincipals(name: OptionName, arns: readonly string[] = []): void {
  for (const arn of arns) if (!PRINCIPAL.pattern.test(arn)) refuse(name, arn, PRINCIPAL.use);
}

/** The characters that every service allows in tags. */
function checkTags(tags: Readonly<Record<string, string>> = {}): void {
  for (const [key, value] of Object.entries(tags)) {
    if (!/^[\w .:/=+@-]{1,128}$/.test(key) || key.toLowerCase().startsWith('aws:'))
      refuse(
        'tags',
        key,
        'A key has up to 128 letters, digits, spaces and _.:/=+@-, and does not begin with aws:',
      );
    if (!/^[\w .:/=+@-]{0,256}$/.test(value))
      refuse('tags', value, 'A value has up to 256 letters, digits, spaces and _.:/=+@-');
  }
}

/** Options that are given together or not at all. */
const TOGETHER: readonly (readonly [option: OptionName, needs: readonly OptionName[]])[] = [
  ...(['jwtIssuer', 'jwtAudience', 'jwtMerchantClaim', 'jwtScopes'] as const).map(
    (name) => [name, ['jwtIssuer', 'jwtAudience', 'jwtMerchantClaim']] as const,
  ),
  ['domainName', ['certificateArn']],
  ['certificateArn', ['domainName']],
  ['webhookDomainName', ['webhookCertificateArn']],
  ['webhookCertificateArn', ['webhookDomainName']],
  ['webhookTrustStore', ['webhookDomainName', 'webhookCertificateArn']],
];

/** @throws UsageError if an option is without another that it needs */
export function checkTogether(options: EstornoOptions): void {
  const given = (name: OptionName) => {
    const value = options[name];
    return Array.isArray(value) ? value.length > 0 : value !== undefined;
  };
  for (const [name, needs] of TOGETHER) {
    const missing = given(name) ? needs.filter((other) => other !== name && !given(other)) : [];
    if (missing.length > 0)
      throw new UsageError(`The option ${name} is given without ${missing.join(', ')}. Add what is missing.`);
  }
  const { domainName, webhookDomainName } = options;
  if (domainName !== undefined && domainName === webhookDomainName)
    refuse('webhookDomainName', webhookDomainName, 'Use another host name than that of domainName');
}
