import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createScene, OPERATOR } from './scene.ts';

const CHECK = { command: 'check-credentials', merchantId: 'loja-1', which: 'current' };
const RENEW = { command: 'new-credentials', merchantId: 'loja-1' };

describe('credentials', () => {
  for (const [status, login] of [
    [200, 'works'],
    [401, 'refused'],
    [503, 'unavailable'],
  ] as const)
    test(`that are answered with ${status}: ${login}`, async () => {
      const scene = createScene();
      scene.provider.exchanged = { is: 'answered', status, body: {}, isJson: true };

      assert.deepEqual(await scene.ask(CHECK), { login, status });
      assert.deepEqual(
        scene.sent.map(({ headers }) => headers?.authorization),
        ['key-1'],
      );
      assert.deepEqual(scene.logged, [
        {
          event: 'operator_command',
          facts: { command: 'check-credentials', merchant: 'loja-1', principal: OPERATOR },
        },
        { event: 'credentials_checked', facts: { merchant: 'loja-1', which: 'current', login } },
      ]);
    });

  test('that are not stored are named as such', async () => {
    const scene = createScene();
    scene.provider.hasSecret = false;

    const problem = { code: 'merchant_not_configured', detail: 'No secret.' };
    for (const command of [CHECK, { ...CHECK, which: 'pending' }, RENEW])
      assert.deepEqual(await scene.ask(command), { problem });
    assert.deepEqual(scene.sent, []);
  });
});

describe('new credentials', () => {
  test('are shown to the person who had them made, and to nobody else', async () => {
    const scene = createScene();

    assert.deepEqual(await scene.ask(RENEW), { credentials: { apiKey: 'made-key' } });
    assert.doesNotMatch(JSON.stringify(scene.logged), /made-key/);
  });

  test('that were not made are a refusal without secrets', async () => {
    const scene = createScene();
    scene.provider.made = 'not_made';

    const detail = 'The provider made no key: [redacted].';
    assert.deepEqual(await scene.ask(RENEW), { problem: { code: 'provider_unavailable', detail } });
  });

  test('that could not be asked for are a refusal', async () => {
    const scene = createScene();
    scene.provider.reply = { is: 'not_sent', code: 'provider_unreachable', detail: 'No connection.' };

    const problem = { code: 'provider_unreachable', detail: 'No connection.' };
    assert.deepEqual(await scene.ask(RENEW), { problem });
  });
});

test('a provider whose tokens do not rotate needs no probe', async () => {
  const scene = createScene();

  const detail = 'Modelo needs no probe: its tokens do not rotate.';
  const answer = await scene.ask({ command: 'probe', merchantId: 'loja-1' });
  assert.deepEqual(answer, { problem: { code: 'validation_failed', detail } });
});
