import assert from 'node:assert/strict';
import { test } from 'node:test';
import { letpay } from '../../../functions/letpay/connector.ts';
import { createHarness, toCall } from '../../contract/harness.ts';
import { startRawProvider } from '../../contract/raw-provider.ts';
import { CREDENTIALS } from './letpay-processes.ts';

const json = (body: object, status = 200) => ({ status, headers: {}, body: JSON.stringify(body) });

test('the next token is taken out of a text of the answer that brings it, though nobody used it yet', async (t) => {
  const says = 'No. Go on with hush-next, not with hush-first.';
  const errors = [{ code: '99.99.0001', description: says }];
  const provider = await startRawProvider(
    json({ token: 'hush-first' }),
    json({ errors, refresh_token: 'hush-next' }, 422),
  );
  t.after(() => provider.close());
  const { sessions, account } = createHarness(letpay, { baseUrl: provider.url, credentials: CREDENTIALS });
  const hold = sessions.open(account, toCall());

  await hold.send({ method: 'GET', path: '/payment/1' });

  assert.equal(hold.redact(says), 'No. Go on with [redacted], not with [redacted].');
  await hold.close();
});
