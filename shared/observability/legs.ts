/**
 * Parts of an invocation whose time is measured. `begin`: saves that take an operation to work on. `commit`: saves that
 * give it free again. `send`: requests that move money; `look`: all others but logins.
 */
export const LEGS = [
  'secret',
  'ledgerRead',
  'begin',
  'lease',
  'login',
  'look',
  'send',
  'commit',
  'putBack',
  'publish',
  'startFlow',
] as const;

export type Leg = (typeof LEGS)[number];
