import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AppOptions } from '../../infra/create-app.ts';
import { findIn } from './findings.ts';

/** Every option is in option-pairs.test.ts. */
const CONFIGURATIONS: Readonly<Record<string, AppOptions>> = {
  'as it is': {},
  'bound to an account and a region': { env: { account: '111122223333', region: 'sa-east-1' } },
};

for (const [how, options] of Object.entries(CONFIGURATIONS)) {
  const { count, open, idle, reasons } = findIn(options);

  test(`the stack ${how} has no finding of cdk-nag without an acknowledgement beside its construct`, () => {
    assert.ok(count > 0, 'no rule was asked');
    assert.deepEqual(open, []);
  });

  test(`the stack ${how} acknowledges only findings that exist`, () => assert.deepEqual(idle, []));

  test(`every acknowledgement in the stack ${how} gives a reason in a sentence`, () => {
    for (const { id, reason } of reasons) assert.match(reason, /^[A-Z].{30,}/, id);
  });
}
