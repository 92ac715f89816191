import { readCommandLine } from './command-line.ts';
import { connect } from './connect.ts';
import { HELP } from './help.ts';
import { OpsError } from './ops-error.ts';
import { runCommand } from './run-command.ts';

export type Output = { print(text: string): void; complain(text: string): void };

/** Does what the arguments ask. @returns what the process ends with */
export async function runOps(args: readonly string[], { print, complain }: Output): Promise<0 | 1 | 2> {
  try {
    const { command, target, isJson } = readCommandLine(args);
    if (command.name === 'help') {
      print(HELP[command.about]);
      return 0;
    }
    const { json, text } = await runCommand(command, await connect(target));
    print(isJson ? JSON.stringify(json, null, 2) : text);
    return 0;
  } catch (error) {
    complain(error instanceof Error ? error.message : String(error));
    return error instanceof OpsError ? error.exitCode : 1;
  }
}
