import process from 'node:process';
import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';

/** The command line is wrong: `message` says in a sentence what to put right. Nothing has been done. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** A script of package.json, as it is asked for on the command line. */
export type Script<O extends ParseArgsOptionsConfig> = {
  /** As people type it, such as `npm run fuzz`. */
  readonly command: string;
  readonly help: string;
  /** Besides `--help`, which every script has. */
  readonly options: O;
};

/** A script without options of its own. */
export const NO_OPTIONS = {};

/** @throws UsageError */
export function parseOptions<const O extends ParseArgsOptionsConfig>(
  { command, options }: Pick<Script<O>, 'command' | 'options'>,
  args: readonly string[],
) {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw toUsageError(command, error);
  }
}

/** What Node's parser says, without the part that speaks to programmers. */
export function toUsageError(command: string, error: unknown): UsageError {
  const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
  return new UsageError(`${sentence}. "${command} -- --help" lists the options.`);
}

/**
 * Runs a script: `--help` prints its help, and a command line that is wrong is answered by one sentence and exit code 2.
 * Whatever else `main` throws is a fault of ours, and keeps its stack trace.
 */
export async function runScript<const O extends ParseArgsOptionsConfig>(
  script: Script<O>,
  main: (values: ReturnType<typeof parseOptions<O>>) => void | Promise<void>,
): Promise<void> {
  const args = process.argv.slice(2);
  if (args.some((arg) => arg === '--help' || arg === '-h')) return console.log(script.help);
  try {
    await main(parseOptions(script, args));
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    console.error(error.message);
    process.exitCode = 2;
  }
}
