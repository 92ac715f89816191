import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { createApp } from '../../infra/app.ts';

/** The folder of an assembly made with a configuration, as `cdk deploy -c name=value` gives it; the code is not bundled. */
export function synthesizeWith(context: Readonly<Record<string, string>>): string {
  const outdir = mkdtempSync(join(tmpdir(), 'estorno-'));
  after(() => rmSync(outdir, { recursive: true }));
  // What CloudFormation would find wrong takes longer to find than all the rest, and another test looks for it.
  process.env.CDK_VALIDATION = 'false';
  createApp({ outdir, bundle: false, context }).synth();
  return outdir;
}
