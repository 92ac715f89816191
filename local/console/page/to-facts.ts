import type { ShownOperation } from '../state/console-state.ts';
import { toMoney } from './formats.ts';
import type { Language } from './texts.ts';
import type { Texts } from './texts-en.ts';

/** What else is known of an operation: whose, how much, what the provider calls it, and whether a request of ours did it. */
export function toFacts(
  { reference, amount, appliedAmount, providerStatus, attribution }: ShownOperation,
  { facts }: Texts,
  language: Language,
): readonly string[] {
  return [
    reference !== undefined && facts.reference(reference),
    amount !== undefined && facts.amount(toMoney(amount, language)),
    appliedAmount !== undefined && facts.appliedAmount(toMoney(appliedAmount, language)),
    providerStatus !== undefined && facts.providerStatus(providerStatus),
    attribution !== undefined && facts.attribution[attribution],
  ].filter((fact) => typeof fact === 'string');
}
