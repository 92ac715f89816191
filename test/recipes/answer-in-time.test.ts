import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startScriptedApi } from '../client/scripted-api.ts';
import { createRecipeFolder, type RecipeFolder } from './recipe-folder.ts';
import { runProgram } from './run-program.ts';

/** A storefront that waits a tenth of a second for something that takes half a minute, or never ends. */
const STOREFRONT = (options: string) => `
import { createEstornoClient } from 'estorno-client';
import { cancelInTime } from './cancel-in-time.ts';

const stays = setInterval(() => undefined, 1000); // as a server does
const client = createEstornoClient({ baseUrl: process.env.ESTORNO_URL, ${options} });
const payment = { merchantId: 'loja-1', provider: 'letpay', paymentId: 'payment-1' };
console.log(await cancelInTime(client, payment, 'order-1', 100));
clearInterval(stays);
`;

let folder: RecipeFolder;
before(() => {
  folder = createRecipeFolder();
  folder.add('answer-in-time', 'cancel-in-time.ts');
});
after(() => folder.remove());

const NEVER = '() => new Promise(() => undefined)';

const ROWS: readonly [what: string, options: string][] = [
  ['a pause does', `sleep: ${NEVER}`],
  ['the search for credentials does', `authorize: ${NEVER}`],
];
for (const [what, options] of ROWS)
  test(`a storefront is answered in time, even if ${what} not end`, { timeout: 60_000 }, async (t) => {
    const { baseUrl } = await startScriptedApi(t, { status: 503, headers: { 'retry-after': '29' } });
    folder.write('storefront.ts', STOREFRONT(options));

    const ended = await runProgram([process.execPath, 'storefront.ts'], {
      folder: folder.path,
      env: { ESTORNO_URL: baseUrl },
    });

    assert.deepEqual([ended.code, ended.stdout], [0, 'ask again\n'], ended.stderr);
  });
