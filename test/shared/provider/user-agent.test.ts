import assert from 'node:assert/strict';
import { test } from 'node:test';
import manifest from '../../../package.json' with { type: 'json' };
import { USER_AGENT } from '../../../shared/provider/user-agent.ts';

test('requests name the version of the package', () => {
  assert.equal(USER_AGENT, `estorno/${manifest.version}`);
});
