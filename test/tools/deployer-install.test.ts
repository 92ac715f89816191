import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import * as z from 'zod';
import { readSources } from '../sources.ts';

/** What `npm ci --omit=dev` installs: enough to synthesize, deploy and operate. */
const lock = z
  .object({ packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })) })
  .parse(readJson('package-lock.json'));

const { dependencies } = z
  .object({ dependencies: z.record(z.string(), z.string()) })
  .parse(readJson('package.json'));

const installed = Object.entries(lock.packages)
  .filter(([folder, { dev }]) => folder.startsWith('node_modules/') && !dev)
  .map(([folder]) => folder);

/** Licenses whose terms reach further than the package itself. */
const RECIPROCAL = /\b(A?GPL|LGPL|SSPL|BUSL|MPL|EPL|CDDL)\b/;

function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}

function licenseOf(folder: string): string | undefined {
  const file = join(folder, 'package.json');
  // Of another platform.
  if (!existsSync(file)) return undefined;
  const { license } = z.looseObject({ license: z.unknown() }).parse(readJson(file));
  return typeof license === 'string' ? license : JSON.stringify(license);
}

test('a deployer installs no package under a reciprocal license', () => {
  const found = installed.flatMap((folder) => {
    const license = licenseOf(folder);
    // "MIT OR GPL" leaves the choice.
    return license && RECIPROCAL.test(license) && !license.includes(' OR ') ? [`${folder} ${license}`] : [];
  });
  assert.ok(installed.length > 50);
  assert.deepEqual(found, []);
});

describe('what deploys and operates needs no development dependency:', () => {
  const deployed = readSources().filter(({ file }) => /^(functions|infra|ops|shared)\//.test(file));
  const packages = new Set(
    deployed.flatMap(({ imports }) =>
      imports.filter(
        (target) => existsSync(join('node_modules', target)) && !target.includes('/node_modules/'),
      ),
    ),
  );
  // Types of Lambda's events, which Node strips.
  packages.delete('aws-lambda');
  assert.ok(packages.size > 5);
  for (const name of packages)
    test(name, () => {
      const owner = Object.keys(dependencies).find((known) => name === known || name.startsWith(`${known}/`));
      assert.ok(owner, `${name} is not among the dependencies of package.json`);
    });
});
