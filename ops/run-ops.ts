import { readFile, writeFile } from 'node:fs/promises';
import process from 'node:process';
import { text as readAll } from 'node:stream/consumers';
import { ScriptError, toComplaint, toExitCode } from '../tools/script.ts';
import { readCommandLine } from './command-line.ts';
import type { ReadInput } from './credentials.ts';
import { HELP } from './help.ts';
import { OpsError } from './ops-error.ts';

export type Output = {
  print(text: string): void;
  complain(text: string): void;
  /** All of a file, or of standard input. */
  readonly readInput?: ReadInput;
};

/** Runs the command that the arguments name. @returns the exit code of the process */
export async function runOps(
  args: readonly string[],
  { print, complain, readInput = readFromDisk }: Output,
): Promise<0 | 1 | 2> {
  try {
    const { command, target, isJson } = readCommandLine(args);
    if (command.name === 'help') {
      print(HELP[command.about]);
      return 0;
    }
    if (command.name === 'preflight') {
      const { runPreflight } = await import('./checks/preflight.ts');
      const { json, text } = await runPreflight(target);
      print(isJson ? JSON.stringify(json, null, 2) : text);
      return 0;
    }
    // AWS's clients take long to load, and neither help nor a wrong argument needs them.
    const { connect } = await import('./connect.ts');
    const { runCommand } = await import('./run-command.ts');
    const { json, text } = await runCommand(command, await connect(target), readInput);
    if (command.name === 'export' && command.out !== undefined) {
      await writeFile(command.out, `${JSON.stringify(json, null, 2)}\n`, { flag: 'wx' }).catch(
        refuse(`The file ${command.out} of --out cannot be written: name a file that does not exist yet.`),
      );
      print(text);
    } else print(isJson || command.name === 'export' ? JSON.stringify(json, null, 2) : text);
    return 0;
  } catch (error) {
    if (error instanceof ScriptError) complain(toComplaint('npm run ops', error));
    else complain(error instanceof Error ? error.message : String(error));
    return toExitCode(error);
  }
}

const readFromDisk: ReadInput = (file) => {
  if (file !== undefined)
    return readFile(file, 'utf8').catch(refuse(`The file ${file} of --file cannot be read.`));
  if (process.stdin.isTTY) process.stderr.write('Type the secret as a JSON object, then Ctrl+D.\n');
  return readAll(process.stdin);
};

function refuse(sentence: string) {
  return (cause: unknown) => {
    throw new OpsError(`${sentence} (${cause instanceof Error ? cause.message : cause})`, { cause });
  };
}
