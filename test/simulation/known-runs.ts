/**
 * Runs in which a mutant was found that few runs show. A hunt looks at them first, to be quick: a change to the code may
 * move what they show, and then the hunt through all seeds and worlds finds it, later.
 */
export const KNOWN_SEEDS: readonly number[] = [
  216, 252, 366, 391, 428, 486, 542, 718, 754, 773, 828, 906, 997, 1487, 1645, 1779, 1882, 2010, 2258, 2922,
  3133, 4366, 9796,
];

/** By their names. */
export const KNOWN_WORLDS: readonly string[] = [
  'letpay, answer lost, single_use',
  'letpay, lands late, then unreachable, single_use',
  'letpay refunds, answer lost, single_use',
  'parts, prompt, single_use',
  'letpay refunds, request lost, somebody gives 50 back, single_use',
  'letpay refunds, answer lost, somebody gives 300 back, single_use',
  'cielo, lands late, reusable',
  'cielo parts, prompt, reusable',
];
