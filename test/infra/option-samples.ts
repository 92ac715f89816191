import type { OptionName } from '../../infra/configuration.ts';

type Context = Readonly<Record<string, string>>;

const TOKENS = { jwtIssuer: 'https://id.example', jwtAudience: 'estorno', jwtMerchantClaim: 'merchants' };

/** A value of every option, with the options that it needs. Any two of them can be used together. */
export const SAMPLES: Readonly<Record<OptionName, Context>> = {
  merchants: { merchants: 'loja-1,loja-2' },
  providers: { providers: 'letpay,sopague' },
  forceRemoval: { providers: 'letpay,sopague', forceRemoval: 'pix' },
  fixedAddress: { fixedAddress: 'sopague,letpay' },
  jwtIssuer: TOKENS,
  jwtAudience: TOKENS,
  jwtMerchantClaim: TOKENS,
  jwtScopes: { ...TOKENS, jwtScopes: 'refund' },
  throttleRate: { throttleRate: '20' },
  throttleBurst: { throttleBurst: '40' },
  alarmEmail: { alarmEmail: 'oncall@example.com' },
};

export const NAMES = Object.keys(SAMPLES) as readonly OptionName[];

/** The context of a deployment with all of these options. */
export function withOptions(names: readonly OptionName[]): Context {
  return Object.assign({}, ...names.map((name) => SAMPLES[name]));
}

/** How many deployments `toRows` makes. */
const ROWS = 7;

/**
 * A few deployments in which every pair of options occurs together, and each of the two without the other: option number
 * n is in the rows of the n-th subset of four of the seven rows. Any two of these subsets differ, and have a row in common.
 * @throws Error for more than 35 options, which is the number of the subsets
 */
export function toRows(names: readonly OptionName[]): readonly (readonly OptionName[])[] {
  const subsets = Array.from({ length: 2 ** ROWS }, (_, bits) => bits).filter(
    (bits) => countOnes(bits) === 4,
  );
  if (names.length > subsets.length) throw new Error(`${names.length} options need more rows.`);
  return Array.from({ length: ROWS }, (_, row) =>
    names.filter((_name, index) => ((subsets[index] ?? 0) & (2 ** row)) !== 0),
  );
}

function countOnes(bits: number): number {
  return bits.toString(2).replaceAll('0', '').length;
}
