import type { Fault } from '../../local/simulators/kit/faults.ts';

/** What goes wrong, one thing a payment, over and over. */
export type Mishap = {
  readonly name: string;
  readonly fault?: Fault;
  /** Two requests at once: under the same key, or each under its own. */
  readonly twice?: 'same key' | 'two keys';
  /** The process dies while the provider is at work. */
  readonly crash?: boolean;
};

const SLOW = { answersAfterMs: 150 } as const;

export const MISHAPS: readonly Mishap[] = [
  { name: 'nothing goes wrong' },
  { name: 'done, answer lost', fault: { applies: true, answers: 'reset-before-headers' } },
  { name: 'done, answer cut', fault: { applies: true, answers: 'truncated' } },
  { name: 'done, 502', fault: { applies: true, status: 502 } },
  { name: 'not done, 502', fault: { applies: false, status: 502 } },
  { name: 'not done, answer lost', fault: { applies: false, answers: 'reset-before-headers' } },
  { name: 'two at once, same key', fault: SLOW, twice: 'same key' },
  { name: 'two at once, two keys', fault: SLOW, twice: 'two keys' },
  { name: 'process dies meanwhile', fault: SLOW, crash: true },
];
