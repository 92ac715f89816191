import { delimiter } from 'node:path';

export type Recipe = {
  readonly page: string;
  readonly files: readonly string[];
  /** What must be on the machine. */
  readonly needs: readonly string[];
  readonly command: readonly string[];
  /** What comes before the command, such as a compiler. */
  readonly first?: readonly (readonly string[])[];
  /** The same where it is called many times. */
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
  PHP: { page: 'php', files: ['cancel.php'], needs: ['php'], command: ['php', 'cancel.php'] },
};

/** Whether a compiler, or a virtual machine of its own, has to run for it. */
export const isCompiled = ({ first = [], compiled }: Recipe): boolean =>
  first.length > 0 || compiled !== undefined;
