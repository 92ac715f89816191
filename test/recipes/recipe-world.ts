import { DEFAULT_ACCESS_KEY } from '../../local/http-api/signature.ts';
import { type LocalStack, startLocalStack } from '../../local/local-stack.ts';
import { makeCertificate } from '../../local/simulators/kit/make-certificate.ts';
import { type LetpaySimulator, startLetpaySimulator } from '../../local/simulators/letpay/simulator.ts';
import { startMercadopagoSimulator } from '../../local/simulators/mercadopago/simulator.ts';
import { startPixSimulator } from '../../local/simulators/pix/simulator.ts';
import { startSopagueSimulator } from '../../local/simulators/sopague/simulator.ts';
import { createRecipeFolder, type RecipeFolder } from './recipe-folder.ts';
import { type Ended, runProgram } from './run-program.ts';

/** The key of a local stack, with which operator commands sign too. */
const ACCESS_KEY = DEFAULT_ACCESS_KEY;

export const LOGIN = { apiKey: 'recipe-pass-a', apiSecret: 'recipe-pass-b' };

export const SOPAGUE_LOGIN = { userName: 'recipe-pass-c', password: 'recipe-pass-d' };

export const MERCADOPAGO_LOGIN = { accessToken: 'recipe-pass-e' };

export const PIX_LOGIN = {
  ...{ clientId: 'recipe-pass-f', clientSecret: 'recipe-pass-g' },
  ...makeCertificate('loja-1'),
};

/** The stack of a merchant, and the folder of a storefront's programs. */
export type RecipeWorld = {
  readonly letpay: LetpaySimulator;
  readonly stack: LocalStack;
  readonly folder: RecipeFolder;
  /** Runs a program of the folder against the API. @param url of the API, or of a proxy */
  run(command: readonly string[], url?: string): Promise<Ended>;
  close(): Promise<void>;
};

export async function startRecipeWorld(): Promise<RecipeWorld> {
  const letpay = await startLetpaySimulator({ accounts: { 'loja-1': LOGIN } });
  const sopague = await startSopagueSimulator({ accounts: { 'loja-1': SOPAGUE_LOGIN } });
  const mercadopago = await startMercadopagoSimulator({ accounts: { 'loja-1': MERCADOPAGO_LOGIN } });
  const pix = await startPixSimulator({ accounts: { 'loja-1': PIX_LOGIN } });
  const simulators = { letpay, sopague, mercadopago, pix };
  const stack = await startLocalStack({
    ...{ engine: 'dynalite', schedules: false, auth: ACCESS_KEY },
    providerUrls: Object.fromEntries(Object.entries(simulators).map(([id, { url }]) => [id, url])),
    trusts: pix.certificate === undefined ? [] : [pix.certificate],
    secrets: { 'loja-1': { letpay: { ...LOGIN, environment: 'sandbox' } } },
  });
  const folder = createRecipeFolder();
  return {
    ...{ letpay, stack, folder },
    run: (command, url) => runProgram(command, { folder: folder.path, env: toEnvironment(stack, url) }),
    async close() {
      folder.remove();
      await stack.close();
      await Promise.all(Object.values(simulators).map((simulator) => simulator.close()));
    },
  };
}

/** The environment of a recipe. The session token must be part of the signature. */
export const toEnvironment = (stack: LocalStack, url = stack.url) => ({
  ...{ ESTORNO_URL: url, AWS_REGION: stack.region, AWS_SESSION_TOKEN: 'session/token+of=a role' },
  AWS_ACCESS_KEY_ID: ACCESS_KEY.accessKeyId,
  AWS_SECRET_ACCESS_KEY: ACCESS_KEY.secretAccessKey,
});
