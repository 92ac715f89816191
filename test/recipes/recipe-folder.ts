import { execFileSync, execSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packClient } from '../client/pack-client.ts';
import { readCodeBlock, readPage } from './code-block.ts';

/** The packages that the pages install, except the client. */
const PACKAGES = ['@smithy', '@aws-crypto', '@aws-sdk', '@types'];

export type RecipeFolder = {
  readonly path: string;
  /** Writes code blocks of a page into the folder, unchanged. */
  add(page: string, ...files: readonly string[]): void;
  write(file: string, text: string): void;
  remove(): void;
};

/** A new project of a storefront, created as on the Node page, with the packages that the pages install. */
export function createRecipeFolder(): RecipeFolder {
  const path = mkdtempSync(join(tmpdir(), 'estorno-recipes-'));
  for (const [line] of readPage('node').matchAll(/^npm (init|pkg) .+$/gm))
    execSync(line, { cwd: path, stdio: 'pipe' });
  const installed = join(path, 'node_modules', 'estorno-client');
  mkdirSync(installed, { recursive: true });
  for (const name of PACKAGES) symlinkSync(resolve('node_modules', name), join(path, 'node_modules', name));
  const repository = mkdtempSync(join(tmpdir(), 'estorno-packing-'));
  execFileSync('tar', ['-xzf', packClient(repository), '--strip-components=1', '-C', installed]);
  rmSync(repository, { recursive: true });
  const write = (file: string, text: string) => writeFileSync(join(path, file), text);
  return {
    path,
    write,
    add: (page, ...files) => {
      for (const file of files) write(file, readCodeBlock(page, file));
    },
    remove: () => rmSync(path, { recursive: true }),
  };
}

/** @throws Error with the output of the compiler */
export function checkTypes(folder: string, ...files: readonly string[]): void {
  const paths = files.map((file) => join(folder, file));
  const options = ['--noEmit', '--module', 'nodenext', '--target', 'es2023', '--strict', '--skipLibCheck'];
  const rules = ['--allowImportingTsExtensions', '--verbatimModuleSyntax', '--erasableSyntaxOnly'];
  runTypescript('--ignoreConfig', ...options, ...rules, '--types', 'node', ...paths);
}

function runTypescript(...args: readonly string[]): void {
  try {
    const compiler = resolve('node_modules/typescript/bin/tsc');
    execFileSync(process.execPath, [compiler, ...args], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    throw new Error(`tsc complains:\n${error instanceof Error && 'stdout' in error ? error.stdout : error}`);
  }
}
