import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { text } from 'node:stream/consumers';

export type Ended = { readonly code: number | null; readonly stdout: string; readonly stderr: string };

export type Run = {
  readonly folder: string;
  /** Variables beside PATH, the only one that a program inherits. */
  readonly env?: Readonly<Record<string, string>>;
};

/** Runs a program in a folder until it ends. */
export async function runProgram(
  [command = '', ...args]: readonly string[],
  { folder, env = {} }: Run,
): Promise<Ended> {
  const child = spawn(command, args, {
    cwd: folder,
    env: { PATH: process.env.PATH, HOME: folder, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, stdout, stderr };
}

/** The first of these programs that is not installed, or undefined. */
export function missingOf(commands: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  return commands.find(
    (command) => !isAbsolute(command) && !folders.some((folder) => isExecutable(join(folder, command))),
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
