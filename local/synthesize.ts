import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, utimes } from 'node:fs/promises';
import { join, relative } from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { LocalStackError } from './local-stack-error.ts';
import { withTurn } from './with-turn.ts';

export const PROJECT_ROOT = join(import.meta.dirname, '..');

/** Everything that the assembly is made from. */
const INPUTS = [
  'functions',
  'infra',
  'shared',
  join('tools', 'script.ts'),
  'package-lock.json',
  'cdk.json',
  'tsconfig.json',
];

const CACHE = join(PROJECT_ROOT, 'node_modules', '.cache', 'estorno');

const KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * The folder of the cloud assembly for the sources as they are: made by `infra/app.ts` in a process of its own, or
 * kept from a start before. It comes into being whole, and who comes while it is made waits for it: several stacks
 * may start side by side.
 * @param context what `cdk synth -c` would give. @default none
 * @throws LocalStackError with what the CDK app printed when it fails
 */
export async function synthesize(
  onWork: () => void = () => {},
  context: Readonly<Record<string, unknown>> = {},
): Promise<string> {
  const folder = join(CACHE, await hashInputs(context));
  if (existsSync(folder)) {
    await utimes(folder, new Date(), new Date());
    return folder;
  }
  onWork();
  await mkdir(CACHE, { recursive: true });
  await withTurn(`${folder}.turn`, async () => {
    if (!existsSync(folder)) await make(folder, context);
  });
  await dropOld();
  return folder;
}

async function make(folder: string, context: Readonly<Record<string, unknown>>): Promise<void> {
  const unfinished = await mkdtemp(join(CACHE, 'unfinished-'));
  try {
    await runApp(unfinished, context);
    await rename(unfinished, folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error; // another start was quicker
    });
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

async function runApp(outdir: string, context: Readonly<Record<string, unknown>>): Promise<void> {
  // Whatever account this machine is logged in to: the local assembly is bound to none.
  const { CDK_DEFAULT_ACCOUNT: _account, CDK_DEFAULT_REGION: _region, ...env } = process.env;
  const running = promisify(execFile)(process.execPath, [join(PROJECT_ROOT, 'infra', 'app.ts')], {
    cwd: PROJECT_ROOT,
    // What CloudFormation would find wrong takes longer to find than all the rest: "npm run synth" checks it.
    env: {
      ...env,
      CDK_OUTDIR: outdir,
      CDK_VALIDATION: 'false',
      CDK_CONTEXT_JSON: JSON.stringify(context),
    },
    maxBuffer: 64 * 1024 * 1024,
  });
  const killNow = () => {
    running.child.kill('SIGKILL');
    rmSync(outdir, { recursive: true, force: true });
  };
  process.once('exit', killNow);
  try {
    await running;
  } catch (error) {
    throw new LocalStackError(
      `The CDK app does not synthesize. Run "npm run synth" to see it alone. ${error instanceof Error ? error.message : error}`,
    );
  } finally {
    process.removeListener('exit', killNow);
  }
}

async function hashInputs(context: Readonly<Record<string, unknown>>): Promise<string> {
  const files = (await Promise.all(INPUTS.map((input) => listFiles(join(PROJECT_ROOT, input)))))
    .flat()
    .sort();
  const contents = await Promise.all(files.map((file) => readFile(file)));
  const hash = createHash('sha256').update(`${process.version}${JSON.stringify(context)}`);
  for (const [index, file] of files.entries()) {
    const content = contents[index] ?? '';
    hash.update(`\n${relative(PROJECT_ROOT, file)} ${content.length}\n`).update(content);
  }
  return hash.digest('hex').slice(0, 32);
}

async function listFiles(path: string): Promise<string[]> {
  if (!existsSync(path)) return [];
  if (!(await stat(path)).isDirectory()) return [path];
  const names = await readdir(path);
  return (await Promise.all(names.map((name) => listFiles(join(path, name))))).flat();
}

/** Assemblies that no start has used for a week. */
async function dropOld(): Promise<void> {
  for (const name of await readdir(CACHE)) {
    const path = join(CACHE, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > KEPT_MS) await rm(path, { recursive: true, force: true });
  }
}
