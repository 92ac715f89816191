import process from 'node:process';
import { type ParseArgsConfig, parseArgs } from 'node:util';

/** What people can put right: `message` says how in a sentence, so no stack trace is shown with it. */
export class ScriptError extends Error {
  override readonly name: string = 'ScriptError';
}

/** The command line is wrong: `message` says in a sentence what to put right. Nothing has been done. */
export class UsageError extends ScriptError {
  override readonly name = 'UsageError';
  /** The word whose own help says more, such as `list` of `npm run ops -- list --help`. */
  readonly about: string | undefined;

  constructor(message: string, about?: string) {
    super(message);
    this.about = about;
  }
}

/** A script of package.json, as it is asked for on the command line. */
export type Script<Asked> = {
  /** As people type it, such as `npm run fuzz`. */
  readonly command: string;
  readonly help: string;
  /** What the words after the command ask for. @throws UsageError */
  readonly read: (args: readonly string[]) => Asked;
  /** Does it. What takes long to load is imported here and not above, so that help and a wrong word are answered at once. */
  readonly run: (asked: Asked) => void | Promise<void>;
};

/** Reads the command line of a script without options of its own. @throws UsageError */
export function readNothing(args: readonly string[]): void {
  parseWords({ args });
}

type Words = Omit<ParseArgsConfig, 'args'> & { readonly args: readonly string[] };

/** `parseArgs` of Node, with what it says to people and without the part that speaks to programmers. @throws UsageError */
export function parseWords<const W extends Words>(words: W) {
  try {
    return parseArgs<W & { args: string[] }>({ ...words, args: [...words.args] });
  } catch (error) {
    const [sentence] = (error instanceof Error ? error.message : String(error)).split(/\. |\n/);
    throw new UsageError(`${sentence}.`);
  }
}

/** What is wrong, and where to read what is right. */
export function toComplaint(command: string, error: ScriptError): string {
  if (!(error instanceof UsageError)) return error.message;
  return `${error.message} See "${[command, '--', error.about, '--help'].filter(Boolean).join(' ')}".`;
}

/** What a process ends with: 1 what was asked could not be done, 2 it was asked wrongly. */
export function toExitCode(error: unknown): 1 | 2 {
  return error instanceof UsageError ? 2 : 1;
}

/**
 * Runs a script: `--help` prints its help, and what people can put right is answered by a sentence. Whatever else is
 * thrown is a fault of ours, and keeps its stack trace. What was started ends with this process.
 */
export async function runScript<Asked>({ command, help, read, run }: Script<Asked>): Promise<void> {
  endWithLauncher();
  const args = process.argv.slice(2);
  if (args.some((arg) => arg === '--help' || arg === '-h')) return console.log(help);
  try {
    await run(read(args));
  } catch (error) {
    console.error(error instanceof ScriptError ? toComplaint(command, error) : error);
    process.exit(toExitCode(error));
  }
}

/** Ends this process when `launch.mjs` has ended, in whatever way. The channel alone keeps no process alive. */
function endWithLauncher(): void {
  process.once('disconnect', () => process.exit(1));
  process.channel?.unref();
}
