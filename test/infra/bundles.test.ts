import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type LocalFunction, readFunctions } from '../../local/assembly/lambda.ts';
import { readAssembly } from '../../local/assembly/read-assembly.ts';
import { toEnvironmentVariables } from '../../local/lambda/environment-variables.ts';
import { synthesize } from '../../local/synthesize.ts';

/** Modules of fetch that Node loads at the import of a bundle. They take longer than the bundle itself. */
const LOADED =
  "console.log(process.moduleLoadList.filter((name) => name.includes('undici')).join() || 'nothing'); process.exit();";

describe('the bundles', () => {
  let functions: readonly LocalFunction[] = [];
  before(async () => {
    functions = readFunctions(readAssembly(await synthesize()));
  });

  for (const name of ['letpay', 'sopague', 'api', 'relay'])
    test(`${name} does not load fetch when it is imported`, async () => {
      const fn = functions.find(({ logicalId }) => logicalId.startsWith(`${name}Function`));
      assert.ok(fn, 'is in the assembly');
      assert.equal(await loadedBy(fn), 'nothing');
    });
});

async function loadedBy(fn: LocalFunction): Promise<string> {
  const bundle = pathToFileURL(join(fn.folder, 'index.mjs')).href;
  const surroundings = { region: 'sa-east-1', awsUrl: 'http://127.0.0.1:1', overrides: {} };
  const env = toEnvironmentVariables(fn, surroundings, 'none', 'import');
  const script = `await import('${bundle}'); ${LOADED}`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script], {
    env,
  });
  return stdout.trim();
}
