import type { Mutant } from './mutant.ts';
import { EVIDENCE_MUTANTS } from './mutants-of-evidence.ts';
import { LEDGER_MUTANTS } from './mutants-of-ledger.ts';
import { SESSION_MUTANTS } from './mutants-of-sessions.ts';
import { TRANSITION_MUTANTS } from './mutants-of-transitions.ts';

export const MUTANTS: readonly Mutant[] = [
  ...LEDGER_MUTANTS,
  ...TRANSITION_MUTANTS,
  ...EVIDENCE_MUTANTS,
  ...SESSION_MUTANTS,
];
