const TONES: Readonly<Record<string, string>> = {
  succeeded: 'good',
  failed: 'bad',
  unknown: 'unknown',
  sending: 'unknown',
  manual_review: 'unknown',
};

/** A state's word, in its color. */
export function StateBadge({ state }: { readonly state: string }) {
  return <span class={`badge ${TONES[state] ?? 'open'}`}>{state}</span>;
}
