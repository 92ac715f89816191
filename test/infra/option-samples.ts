import type { OptionName } from '../../infra/options/estorno-options.ts';

type Context = Readonly<Record<string, string>>;

const TOKENS = { jwtIssuer: 'https://id.example', jwtAudience: 'estorno', jwtMerchantClaim: 'merchants' };

const toKey = (id: string) =>
  `arn:aws:kms:us-east-1:111122223333:key/12345678-1234-1234-1234-12345678900${id}`;

const CERTIFICATE = 'arn:aws:acm:us-east-1:111122223333:certificate/12345678-1234-1234-1234-123456789012';
const DOMAIN = { domainName: 'refunds.example.com', certificateArn: CERTIFICATE };
const WEBHOOKS = { webhookDomainName: 'hooks.example.com', webhookCertificateArn: CERTIFICATE };
const DOMAINS = {
  domainName: DOMAIN,
  certificateArn: DOMAIN,
  webhookDomainName: WEBHOOKS,
  webhookCertificateArn: WEBHOOKS,
  webhookTrustStore: { ...WEBHOOKS, webhookTrustStore: 's3://company-certificates/providers.pem' },
};

const LIMITS = {
  notifyFrom: { notifyFrom: 'letpay=203.0.113.5,letpay=198.51.100.0/24' },
  attemptsPerOperation: { attemptsPerOperation: '2' },
  inquiryDays: { inquiryDays: '8' },
  unsentHours: { unsentHours: '12' },
  operationsPerPayment: { operationsPerPayment: '16' },
  sessionsPerAccount: { sessionsPerAccount: '2' },
  waitSeconds: { waitSeconds: '15' },
  inquiryPauses: { inquiryPauses: '1,2,60' },
};

/** A value of every option, with the options that it needs. Any two of them can be used together. */
export const SAMPLES: Readonly<Record<OptionName, Context>> = {
  stage: { stage: 'staging' },
  tags: { tags: 'team=payments,cost-center=42' },
  merchants: { merchants: 'loja-1=storefront-1,loja-2=storefront-2,*=backend' },
  producers: { producers: 'arn:aws:iam::111122223333:role/storefronts/*' },
  operators: { operators: 'arn:aws:iam::111122223333:role/on-call' },
  providers: { providers: 'letpay,sopague' },
  forceRemoval: { providers: 'letpay,sopague', forceRemoval: 'pix' },
  fixedAddress: { fixedAddress: 'sopague,letpay' },
  jwtIssuer: TOKENS,
  jwtAudience: TOKENS,
  jwtMerchantClaim: TOKENS,
  jwtScopes: { ...TOKENS, jwtScopes: 'refund' },
  ...DOMAINS,
  ...LIMITS,
  throttleRate: { throttleRate: '20' },
  throttleBurst: { throttleBurst: '40' },
  routeThrottles: { routeThrottles: 'cancel=10/20,notify=2/4' },
  waitingRequests: { waitingRequests: '4' },
  reservedConcurrency: { reservedConcurrency: 'letpay=20,api=2' },
  publishTo: { publishTo: 'arn:aws:events:us-east-1:444455556666:event-bus/payments' },
  alarmEmail: { alarmEmail: 'oncall@example.com' },
  logRetentionDays: { logRetentionDays: '90' },
  logKeyArn: { logKeyArn: toKey('1') },
  ledgerKeyArn: { ledgerKeyArn: toKey('2') },
  credentialsKeyArn: { credentialsKeyArn: toKey('3') },
  permissionsBoundary: { permissionsBoundary: 'company-boundary' },
  shift: { shift: 'canary10Percent30Minutes' },
  terminationProtection: { terminationProtection: 'true' },
};

export const NAMES = Object.keys(SAMPLES) as readonly OptionName[];

/** The context of a deployment with all of these options. */
export function withOptions(names: readonly OptionName[]): Context {
  return Object.assign({}, ...names.map((name) => SAMPLES[name]));
}

/** How many deployments `toRows` makes. */
const ROWS = 9;

/** In how many of them an option is: with five of nine, any two options have a row in common. */
const ROWS_OF_OPTION = 5;

/**
 * A few deployments in which every pair of options occurs together, and each of the two without the other: option number
 * n is in the rows of the n-th subset of five of the nine rows. Any two of these subsets differ, and have a row in common.
 * @throws Error for more than 126 options, which is the number of the subsets
 */
export function toRows(names: readonly OptionName[]): readonly (readonly OptionName[])[] {
  const subsets = Array.from({ length: 2 ** ROWS }, (_, bits) => bits).filter(
    (bits) => countOnes(bits) === ROWS_OF_OPTION,
  );
  if (names.length > subsets.length) throw new Error(`${names.length} options need more rows.`);
  return Array.from({ length: ROWS }, (_, row) =>
    names.filter((_name, index) => ((subsets[index] ?? 0) & (2 ** row)) !== 0),
  );
}

function countOnes(bits: number): number {
  return bits.toString(2).replaceAll('0', '').length;
}
