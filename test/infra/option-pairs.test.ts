import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { OptionName } from '../../infra/options/estorno-options.ts';
import { OPTION_NAMES } from '../../infra/options/read-context.ts';
import { findIn } from './findings.ts';
import { NAMES, toRows, withOptions } from './option-samples.ts';

const rows = toRows(NAMES);

/** Synthesizes as `npx cdk deploy -c …` does: with the findings of cdk-nag and the checks of CloudFormation. */
function checkDeployment(names: readonly OptionName[]): void {
  const { app, count, open, idle } = findIn({ context: withOptions(names) });
  assert.ok(count > 0, 'no rule was asked');
  assert.deepEqual({ open, idle }, { open: [], idle: [] });
  app.synth();
}

test('there is a sample of every option', () => assert.deepEqual(NAMES.toSorted(), OPTION_NAMES.toSorted()));

test('every pair of options occurs in one of the deployments below, and each of the two without the other', () => {
  for (const one of NAMES)
    for (const other of NAMES.filter((name) => name !== one)) {
      const withOne = rows.filter((row) => row.includes(one));
      assert.ok(
        withOne.some((row) => row.includes(other)),
        `${one} with ${other}`,
      );
      assert.ok(
        withOne.some((row) => !row.includes(other)),
        `${one} without ${other}`,
      );
    }
});

for (const name of NAMES)
  test(`a deployment with ${name} alone has no open finding`, () => checkDeployment([name]));

for (const row of rows)
  test(`a deployment with ${row.join(', ')} has no open finding`, () => checkDeployment(row));
