import { join } from 'node:path';
import { type BuildOptions, build } from 'esbuild';
import { BUNDLING } from '../../infra/constructs/bundled-function.ts';
import { PROJECT_ROOT } from '../../local/synthesize.ts';

/** esbuild's own options for what the CDK is given for the bundles of our functions. */
export function toBuildOptions(entry: string, folder: string): BuildOptions {
  const { target, mainFields, minify, banner, esbuildArgs } = BUNDLING;
  const alias = Object.entries(esbuildArgs ?? {}).map(([name, path]) => [name.replace('--alias:', ''), path]);
  return {
    entryPoints: [entry],
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    platform: 'node',
    format: 'esm',
    ...(target && { target }),
    ...(mainFields && { mainFields }),
    minify: minify === true,
    ...(banner && { banner: { js: banner } }),
    alias: Object.fromEntries(alias),
    absWorkingDir: PROJECT_ROOT,
    // Optional peers of a package that no contender uses.
    external: ['@redis/client', '@valkey/valkey-glide'],
    logLevel: 'error',
  };
}

/** Bundles a contender as the functions of the stack are bundled. @returns the folder of its `index.mjs` */
export async function bundleContender(name: string, into: string): Promise<string> {
  const folder = join(into, name);
  await build(toBuildOptions(join(import.meta.dirname, 'contenders', `${name}.ts`), folder));
  return folder;
}
