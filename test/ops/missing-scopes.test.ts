import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeCertificate } from '../../local/simulators/kit/make-certificate.ts';
import type { Command } from '../../ops/command.ts';
import { runCredentials } from '../../ops/credentials.ts';
import type { Secrets } from '../../ops/secrets.ts';

type Action = Extract<Command, { readonly name: 'credentials' }>['action'];

const LOGIN = { login: 'works', status: 200, missingScopes: ['cobv.read', 'pix.write'] };
const SECRET = {
  ...{ psp: 'efi', clientId: 'canary-id', clientSecret: 'canary-secret', environment: 'sandbox' },
  ...makeCertificate('loja-1'),
};
const SAYS =
  /The provider did not grant cobv\.read, pix\.write: requests that need them fail with provider_auth_failed/;

/** A person's command, where a login of these credentials works and grants too little. */
async function run(action: Action) {
  const steps: string[] = [];
  const stored = { text: JSON.stringify(SECRET), version: 'v1', createdAt: 0 };
  const secrets: Secrets = {
    read: async () => stored,
    create: async () => void steps.push('create'),
    putPending: async () => {
      steps.push('putPending');
      return 'v2';
    },
    promote: async () => void steps.push('promote'),
  };
  const fail = () => assert.fail('nothing else is used');
  const connection = {
    ...{ secrets, has: () => true, output: fail },
    invoke: async () => LOGIN,
    secretName: (merchantId: string, provider: string) => `estorno/${merchantId}/${provider}`,
    deadLetters: { receive: fail, redrive: fail, remove: fail, show: fail },
  };
  const asked = {
    name: 'credentials',
    action,
    provider: 'pix',
    merchantId: 'loja-1',
    unchecked: false,
  } as const;
  const result = runCredentials(asked, Object(connection), async () => stored.text);
  return { steps, text: await result.then(({ text }) => text) };
}

test('credentials that work and lack scopes are a problem for a check, which names them and no secret', () =>
  assert.rejects(run('check'), (error: Error) => {
    assert.equal(error.name, 'OpsError');
    assert.match(error.message, /^estorno\/loja-1\/pix logs in\. /);
    assert.match(error.message, SAYS);
    assert.doesNotMatch(error.message, /canary|BEGIN/);
    return true;
  }));

for (const action of ['set', 'rotate'] as const)
  test(`${action} stores such credentials, and says so`, async () => {
    const { steps, text } = await run(action);

    assert.deepEqual(steps, ['putPending', 'promote']);
    assert.match(text, /^estorno\/loja-1\/pix is changed, and works\. /);
    assert.match(text, SAYS);
  });
