import type fc from 'fast-check';
import type { SurfaceName } from './surface-names.ts';

/** One way into the product, and what must hold whatever comes that way. */
export type Surface<Input = unknown> = {
  readonly name: SurfaceName;
  readonly input: fc.Arbitrary<Input>;
  /** Which share of all inputs it gets. */
  readonly weight: number;
  /** Says in a word what became of it. @throws Violation */
  readonly run: (input: Input) => Promise<string>;
};
