import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';
import { missingOf } from './run-program.ts';

export type Recipe = {
  readonly page: string;
  readonly files: readonly string[];
  /** Programs that must be installed. */
  readonly needs: readonly string[];
  /** What one of them needs beside itself, and a command that fails without it. */
  readonly extension?: { readonly name: string; readonly command: readonly [string, ...string[]] };
  readonly command: readonly string[];
  /** Commands to run first, such as a compiler. */
  readonly first?: readonly (readonly string[])[];
  /** The same for many calls. */
  readonly compiled?: Required<Pick<Recipe, 'needs' | 'first' | 'command'>>;
};

const JAVAC: readonly string[] = ['javac', '-d', 'classes', 'Estorno.java'];

/** How each recipe of a language is run. */
export const LANGUAGES: Readonly<Record<string, Recipe>> = {
  curl: { page: 'curl', files: ['cancel.sh'], needs: ['bash', 'curl'], command: ['bash', 'cancel.sh'] },
  Node: {
    ...{ page: 'node', files: ['sign.ts', 'cancel.ts'], needs: [] },
    command: [process.execPath, 'cancel.ts'],
  },
  Python: { page: 'python', files: ['cancel.py'], needs: ['python3'], command: ['python3', 'cancel.py'] },
  Java: {
    ...{ page: 'java', files: ['Estorno.java'], needs: ['java'], command: ['java', 'Estorno.java'] },
    compiled: { needs: ['javac'], first: [JAVAC], command: ['java', '-cp', 'classes', 'Estorno'] },
  },
  Kotlin: {
    ...{ page: 'java', files: ['Estorno.java', 'Cancel.kt'], needs: ['kotlinc', 'javac'] },
    first: [['kotlinc', 'Cancel.kt', 'Estorno.java', '-include-runtime', '-d', 'cancel.jar'], JAVAC],
    command: ['java', '-cp', ['cancel.jar', 'classes'].join(delimiter), 'CancelKt'],
  },
  PHP: {
    ...{ page: 'php', files: ['cancel.php'], needs: ['php'], command: ['php', 'cancel.php'] },
    extension: {
      name: 'the curl extension of PHP',
      command: ['php', '-r', "exit(extension_loaded('curl') ? 0 : 1);"],
    },
  },
};

/** The first thing that a recipe needs and this machine lacks, or undefined. */
export function missingFor({ needs, extension }: Recipe): string | undefined {
  const missing = missingOf(needs);
  if (missing !== undefined || !extension) return missing;
  const [command, ...args] = extension.command;
  return spawnSync(command, args).status === 0 ? undefined : extension.name;
}

/** Whether it needs a compiler or a virtual machine. */
export const isCompiled = ({ first = [], compiled }: Recipe): boolean =>
  first.length > 0 || compiled !== undefined;
