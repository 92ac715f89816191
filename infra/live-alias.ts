/** The alias by which every function is invoked: see constructs/bundled-function.ts. */
export const LIVE = 'live';
