const TONES: Readonly<Record<string, string>> = {
  succeeded: 'good',
  failed: 'bad',
  unknown: 'doubt',
  sending: 'doubt',
  manual_review: 'doubt',
};

/** A state's word, in its color. */
export function StateBadge({ state }: { readonly state: string }) {
  return <span class={`badge ${TONES[state] ?? 'open'}`}>{state}</span>;
}
