/** What an app of one's own imports, as `estorno/cdk`: see docs/construct.md. */
export { EstornoStack, type EstornoStackProps } from './estorno-stack.ts';
export type { EstornoOptions, OptionName, RouteThrottle } from './options/estorno-options.ts';
export type { Merchant } from './options/merchants.ts';
export { readContext } from './options/read-context.ts';
export type { Shift } from './options/shifts.ts';
