import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { App } from 'aws-cdk-lib';
import { Payments } from '../../examples/company-app/payments.ts';
import { toFindings } from './findings.ts';
import type { Resources } from './synthesize.ts';

type Template = { readonly Resources: Resources; readonly Outputs?: Resources };

/** The example in a folder of its own, with the packages that `npm install` would link there. */
async function synthesizeElsewhere(folder: string): Promise<void> {
  cpSync(join('examples', 'company-app'), folder, { recursive: true });
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(resolve('.'), join(folder, 'node_modules', 'estorno'));
  for (const name of ['aws-cdk-lib', 'constructs'])
    symlinkSync(resolve('node_modules', name), join(folder, 'node_modules', name));
  const env = {
    ...process.env,
    CDK_OUTDIR: join(folder, 'cdk.out'),
    CDK_CONTEXT_JSON: JSON.stringify({ 'aws:cdk:bundling-stacks': [], stage: 'of-the-company' }),
  };
  await promisify(execFile)(process.execPath, ['app.ts'], { cwd: folder, env });
}

function readTemplates(
  folder: string,
  stage: string,
): readonly (readonly [name: string, template: Template])[] {
  const assembly = join(folder, 'cdk.out', `assembly-${stage}`);
  const names = readdirSync(assembly).filter((name) => name.endsWith('.template.json'));
  return names.map((name) => [name, JSON.parse(readFileSync(join(assembly, name), 'utf8'))]);
}

describe('a CDK app of a company, in a folder of its own,', () => {
  const folder = mkdtempSync(join(tmpdir(), 'estorno-company-'));
  before(async () => {
    await synthesizeElsewhere(folder);
    return () => rmSync(folder, { recursive: true, force: true });
  });

  test('has Estorno in each of its environments, and stacks of the company that use its bus', () => {
    const [staging, production] = ['Staging', 'Production'].map((stage) => readTemplates(folder, stage));
    const namesOf = (templates: ReturnType<typeof readTemplates> = []) => templates.map(([name]) => name);
    const kindsOf = (templates: typeof staging) =>
      namesOf(templates)
        .filter((name) => !name.includes('.nested.'))
        .map((name) => /^(Staging|Production)(Accounting|Estorno)/.exec(name)?.[0]);
    assert.deepEqual(kindsOf(staging), ['StagingAccounting', 'StagingEstorno']);
    assert.deepEqual(kindsOf(production), ['ProductionAccounting', 'ProductionEstorno']);
    assert.equal(namesOf(production).filter((name) => name.includes('.nested.')).length, 1);
  });

  test('gives its options in code: its own context is not read', () => {
    for (const [, { Resources, Outputs = {} }] of readTemplates(folder, 'Staging')) {
      if (!Outputs.SecretsPrefix) continue;
      assert.equal(Outputs.SecretsPrefix.Value, 'estorno-staging');
      assert.equal(Outputs.SopagueFunctionName, undefined);
      const groups = Object.values(Resources).filter(({ Type }) => Type === 'AWS::Logs::LogGroup');
      for (const { Properties } of groups) {
        assert.equal(Properties.RetentionInDays, 90);
        assert.ok(JSON.stringify(Properties.Tags).includes('payments'));
      }
    }
  });
});

test('the example has no finding of cdk-nag in the stack of Estorno', () => {
  const app = new App({ context: { 'aws:cdk:bundling-stacks': [] }, analyticsReporting: false });
  const { estorno } = new Payments(app, 'Test', { options: { providers: ['letpay'] } });
  const { count, open, idle } = toFindings(estorno);
  assert.ok(count > 0);
  assert.deepEqual({ open, idle }, { open: [], idle: [] });
});
