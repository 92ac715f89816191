import { parseWords, UsageError } from '../../infra/script.ts';

export const HELP = `Runs the tests, each within a limit of time, and ends what they leave behind. Ends with 1 when one of them fails.

  npm run test:all -- [options] [files]

  files            only these test files                  (all but *.full.test.ts)
  --full           only *.full.test.ts, which take minutes
  --test-limit S   seconds for one test                   (300)
  --file-limit S   seconds for one process of tests       (900)
  --limit S        seconds for all of them                (2400)
  --help           this text`;

const OPTIONS = {
  full: { type: 'boolean', default: false },
  'test-limit': { type: 'string', default: '300' },
  'file-limit': { type: 'string', default: '900' },
  limit: { type: 'string', default: '2400' },
} as const;

/** What to run, and how long it may take. Times are in milliseconds. */
export type TestRun = {
  /** Paths as they were given; none means all. */
  readonly files: readonly string[];
  readonly isFull: boolean;
  readonly testLimitMs: number;
  readonly fileLimitMs: number;
  readonly limitMs: number;
};

/** @throws UsageError */
export function readCommandLine(args: readonly string[]): TestRun {
  const { values, positionals } = parseWords({ args, options: OPTIONS, allowPositionals: true });
  return {
    files: positionals,
    isFull: values.full,
    testLimitMs: readSeconds('test-limit', values['test-limit']) * 1000,
    fileLimitMs: readSeconds('file-limit', values['file-limit']) * 1000,
    limitMs: readSeconds('limit', values.limit) * 1000,
  };
}

function readSeconds(name: string, text: string): number {
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new UsageError(`--${name} wants a number of seconds, and got "${text}".`);
}
