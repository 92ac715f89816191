import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { readCommandLine } from '../../../ops/command-line.ts';

const PAGES = ['README.md', ...globSync('docs/**/*.{md,yml,yaml}').toSorted()];

/** What stands for a value on the pages, and a value for it. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  LINK: `/v1/merchants/loja-1/letpay/payments/p-1/cancellations/op_${'0'.repeat(26)}`,
  PROVIDER: 'letpay',
  P: 'letpay',
  M: 'loja-1',
  T: '2026-01-01T00:00:00Z',
  R: '2026-01-02T00:00:00Z',
  '"…"': 'what shows the outcome',
};

/** What an omission cannot excuse. */
const WRONG = /^Unknown option|has no option|^There is no command|^Unexpected argument|is followed by/;

/** The arguments of every `npm run ops` of a page: of code lines up to a comment or `<`, and of inline code. */
function commandsOf(page: string): readonly string[] {
  const lines = [...page.matchAll(/^[ \-\w:]*npm run ops -- ([^`\n]*)$/gm)];
  const inline = [...page.matchAll(/`npm run ops -- ([^`]*)`/g)];
  return [...lines, ...inline].map(([, text = '']) =>
    text
      .replace(/\s[#<].*$/, '')
      .replace(/\s+/g, ' ')
      .trim(),
  );
}

function toArguments(command: string): readonly string[] {
  return [...command.matchAll(/"[^"]*"|\S+/g)]
    .map(([word]) => PLACEHOLDERS[word] ?? word.replaceAll('"', ''))
    .filter((word) => word !== '…');
}

/** Why a person cannot run it; undefined where they can. One with `…`, or that only names a command, may omit what it needs. */
function findMistake(command: string): string | undefined {
  const mayOmit = /(^|\s)…/.test(command) || !command.includes(' --');
  try {
    readCommandLine(toArguments(command));
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return mayOmit && !WRONG.test(message) ? undefined : `${command}: ${message}`;
  }
}

describe('the commands of operators on the pages', () => {
  test('can be run as they are written', () => {
    const mistakes = PAGES.flatMap((file) =>
      commandsOf(readFileSync(file, 'utf8')).flatMap((command) => {
        const mistake = findMistake(command);
        return mistake === undefined ? [] : [`${file}: ${mistake}`];
      }),
    );
    assert.deepEqual(mistakes, []);
  });

  test('are found in lines and in text', () => {
    const page =
      '```sh\nnpm run ops -- list  # all\nnpm run ops -- a < b\n```\n1. Run `npm run ops -- show\n   --operation LINK`.';
    assert.deepEqual(commandsOf(page), ['list', 'a', 'show --operation LINK']);
    const all = new Set(
      PAGES.flatMap((file) => commandsOf(readFileSync(file, 'utf8'))).map((one) => one.split(' ')[0]),
    );
    for (const name of ['verify', 'restore', 'erase', 'credentials', 'dlq']) assert.ok(all.has(name), name);
  });

  test('have mistakes where an option, a command or what it needs is wrong', () => {
    for (const wrong of [
      'disable PROVIDER --reason "Bad release" --by ana',
      'disable PROVIDER --by ana …',
      'undo',
      'list letpay',
      'refund --operation LINK',
      'resolve --operation LINK --outcome succeeded',
    ])
      assert.ok(findMistake(wrong), wrong);
  });
});
