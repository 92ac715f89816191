import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { fileURLToPath } from 'node:url';
import { endWithThisProcess } from '../../local/end-with-this-process.ts';
import type { Mutant } from './mutant.ts';
import { MUTANTS } from './mutants.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the simulation imports. */
const COPIED = [
  ...['shared', 'functions', 'local/simulators', 'package.json'],
  ...['test/simulation', 'test/signed-caller.ts'],
];

/** Children at a time. */
const LANES = 2;

export type Verdict = { readonly mutant: Mutant; readonly killedBy: string | undefined; readonly ms: number };

/** Runs the simulation against every mutant. @throws when a mutant no longer fits the code */
export async function runMutants(onVerdict: (verdict: Verdict) => void, only = ''): Promise<Verdict[]> {
  const left = MUTANTS.filter(({ name }) => name.includes(only));
  const verdicts: Verdict[] = [];
  const lane = async () => {
    for (let mutant = left.shift(); mutant; mutant = left.shift()) {
      const verdict = await judge(mutant);
      verdicts.push(verdict);
      onVerdict(verdict);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return verdicts;
}

/** The files of a mutant as it changes them, by their paths. @throws when one of its edits no longer fits the code */
export function toTexts({ name, edits }: Mutant): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  for (const { file, find, replace } of edits) {
    const text = texts.get(file) ?? readFileSync(join(ROOT, file), 'utf8');
    const times = text.split(find).length - 1;
    if (times !== 1) throw new Error(`mutant "${name}": its text occurs ${times} times in ${file}:\n${find}`);
    texts.set(
      file,
      text.replace(find, () => replace),
    );
  }
  return texts;
}

/** Runs the simulation against one mutant. @throws when it no longer fits the code */
export async function judge(mutant: Mutant): Promise<Verdict> {
  const folder = mkdtempSync(join(tmpdir(), 'estorno-mutant-'));
  const began = performance.now();
  try {
    for (const part of COPIED) {
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    }
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    for (const [file, text] of toTexts(mutant)) writeFileSync(join(folder, file), text);
    return { mutant, killedBy: await hunt(folder), ms: performance.now() - began };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The name of the rule that the mutant was found to break. @throws when the hunt itself could not run */
function hunt(folder: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const child = spawn(execPath, [join(folder, 'test/simulation/hunt.ts')], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    endWithThisProcess(child);
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk.toString('utf8');
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.on('error', reject);
    child.on('exit', (code) => {
      const broken = /^broken: (.+)$/m.exec(said)?.[1];
      if (code === 0) resolve(undefined);
      else if (broken) resolve(broken);
      else reject(new Error(`the hunt ended with ${code}:\n${said.slice(-2_000)}`));
    });
  });
}
