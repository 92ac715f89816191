import { execFile } from 'node:child_process';
import { join } from 'node:path';
import process from 'node:process';
import { LocalStackError } from '../local-stack-error.ts';

const REQUIRED_MAJOR = 17;

/** What a machine says about its Java. */
export type Java = { readonly command: string; readonly major: number };

let found: Promise<Java | undefined> | undefined;

/** The Java of JAVA_HOME, else of the PATH; undefined when there is none. Asked once: it takes about 50 ms. */
export function findJava(): Promise<Java | undefined> {
  found ??= askAll();
  return found;
}

async function askAll(): Promise<Java | undefined> {
  const home = process.env.JAVA_HOME;
  return (home && (await ask(join(home, 'bin', 'java')))) || ask('java');
}

export function isFit(java: Java): boolean {
  return java.major >= REQUIRED_MAJOR;
}

/** @throws LocalStackError when DynamoDB Local could not run on it */
export function requireFit(java: Java | undefined): Java {
  if (java && isFit(java)) return java;
  throw new LocalStackError(
    `DynamoDB Local needs Java ${REQUIRED_MAJOR} or newer, and this machine has ${java ? `Java ${java.major}` : 'none'}. ` +
      'Install it (or point JAVA_HOME at it), or leave --engine out: dynalite, which needs no Java, then takes its place.',
  );
}

function ask(command: string): Promise<Java | undefined> {
  return new Promise((resolve) => {
    execFile(command, ['-version'], { timeout: 10_000 }, (error, _stdout, stderr) => {
      const major = Number(/version "(\d+)/.exec(stderr)?.[1]);
      resolve(error || !major ? undefined : { command, major });
    });
  });
}
