import type { LocalFunction } from '../assembly/lambda.ts';
import type { LocalClock } from '../clock/local-clock.ts';
import type { Functions } from '../lambda/functions.ts';

/** An event source mapping at work. */
export type RunningMapping = {
  /** Begins nothing more. */
  stop(): void;
  /** Settles when it does nothing any more; never rejects. */
  readonly ended: Promise<void>;
};

/** What every mapping needs. */
export type MappingParts = {
  readonly functions: Pick<Functions, 'poolOf'>;
  readonly region: string;
  readonly clock: LocalClock;
  /** Puts a line beside what the function prints. */
  say(about: { readonly fn: LocalFunction }, line: string): void;
};
