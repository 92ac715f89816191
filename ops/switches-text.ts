import type { SwitchesAnswer } from './answers.ts';
import { toTable } from './table.ts';

const ALL_MERCHANTS = '*';

/** Changes that are shown, the newest first. */
const SHOWN_CHANGES = 10;

const WHEN = {
  disable: 'Switched off. Within a minute nothing leaves that could move money.\n\n',
  enable: 'Switched on. Within a minute commands are taken again; what waited is sent within about five.\n\n',
} as const;

export function toSwitchesText(
  answers: readonly SwitchesAnswer[],
  { turned }: { turned?: keyof typeof WHEN } = {},
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
      ? `Nothing is switched off at ${answers.map(({ provider }) => provider).join(' and ')}.`
      : toTable(['OFF AT', 'FOR', 'SINCE', 'BY', 'REASON'], off);
  const lately =
    changes.length === 0
      ? ''
      : `\n\n${toTable(['TURNED', 'PROVIDER', 'FOR', 'TO', 'BY', 'REASON'], changes)}`;
  return `${turned ? WHEN[turned] : ''}${now}${lately}`;
}

function toName(merchant: string): string {
  return merchant === ALL_MERCHANTS ? 'all merchants' : merchant;
}
