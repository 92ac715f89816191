/**
 * Parts of an invocation whose time is measured. `begin`: saves after which somebody holds the lease of an operation.
 * `commit`: all others. `send`: requests that move money; `inquiry`: all others but logins.
 */
export const LEGS = [
  'secret',
  'ledgerRead',
  'begin',
  'lease',
  'login',
  'inquiry',
  'send',
  'commit',
  'putBack',
  'publish',
  'startFlow',
] as const;

export type Leg = (typeof LEGS)[number];
