import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letpayAuth } from '../../../functions/letpay/auth.ts';
import { startRawProvider } from '../../contract/raw-provider.ts';
import { toCredentials } from './letpay-processes.ts';
import { createVault, startProcess } from './session-process.ts';

const json = (body: object, status = 200) => ({ status, headers: {}, body: JSON.stringify(body) });

test('the next token is taken out of a text of the answer that brings it, though nobody used it yet', async (t) => {
  const says = 'No. Go on with hush-next, not with hush-first, nor hush-key of 529.982.247-25.';
  const errors = [{ code: '99.99.0001', description: says }];
  const provider = await startRawProvider(
    json({ token: 'hush-first' }),
    json({ errors, refresh_token: 'hush-next' }, 422),
  );
  t.after(() => provider.close());
  const vault = createVault(toCredentials('hush'));
  const handle = startProcess({ auth: letpayAuth, provider: 'letpay', baseUrl: provider.url, vault }).open();

  await handle.send({ method: 'GET', path: '/payment/1' });

  assert.equal(
    handle.redact(says),
    'No. Go on with [redacted], not with [redacted], nor [redacted] of [redacted].',
  );
  await handle.close();
});
