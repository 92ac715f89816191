import type { SwitchesAnswer } from './answers.ts';
import { toAnyOf } from './any-of.ts';
import { toTable } from './table.ts';

const ALL_MERCHANTS = '*';

/** The most changes that are shown, the newest first. */
const SHOWN_CHANGES = 10;

const EFFECT = {
  disable: 'Switched off. Within a minute no more requests that move money are sent.\n\n',
  enable:
    'Switched on. Commands are accepted again within a minute; suspended operations are sent within five.\n\n',
} as const;

export function toSwitchesText(
  answers: readonly SwitchesAnswer[],
  { turned }: { turned?: keyof typeof EFFECT } = {},
): string {
  const off = answers.flatMap(({ provider, off: turns }) =>
    turns.map(({ merchant, at, by, reason }) => [provider, toName(merchant), at, by, reason]),
  );
  const changes = answers
    .flatMap(({ provider, changes: all }) => all.map((change) => ({ provider, ...change })))
    .toSorted((a, b) => b.at.localeCompare(a.at))
    .slice(0, SHOWN_CHANGES)
    .map(({ at, provider, merchant, to, by, reason }) => [at, provider, toName(merchant), to, by, reason]);
  const now =
    off.length === 0
      ? `Nothing is switched off at ${toAnyOf(answers.map(({ provider }) => provider))}.`
      : toTable(['SWITCHED OFF', 'FOR', 'SINCE', 'BY', 'REASON'], off);
  const history =
    changes.length === 0
      ? ''
      : `\n\n${toTable(['CHANGED AT', 'PROVIDER', 'FOR', 'TO', 'BY', 'REASON'], changes)}`;
  return `${turned ? EFFECT[turned] : ''}${now}${history}`;
}

function toName(merchant: string): string {
  return merchant === ALL_MERCHANTS ? 'all merchants' : merchant;
}
