import { type LetpaySimulator, startLetpaySimulator } from '../../functions/letpay/simulator.ts';
import { startSopagueSimulator } from '../../functions/sopague/simulator.ts';
import { type LocalStack, startLocalStack } from '../../infra/local/local-stack.ts';
import { createRecipeFolder, type RecipeFolder } from './recipe-folder.ts';
import { type Ended, runProgram } from './run-program.ts';

const ACCESS_KEY = { accessKeyId: 'receita', secretAccessKey: 'receita-segredo' };

export const LOGIN = { apiKey: 'recipe-pass-a', apiSecret: 'recipe-pass-b' };

export const SOPAGUE_LOGIN = { userName: 'recipe-pass-c', password: 'recipe-pass-d' };

/** The stack of a merchant, and the folder of a storefront's programs. */
export type RecipeWorld = {
  readonly letpay: LetpaySimulator;
  readonly stack: LocalStack;
  readonly folder: RecipeFolder;
  /** Runs a program of the folder against the API. @param url of the API, or of what stands before it */
  run(command: readonly string[], url?: string): Promise<Ended>;
  close(): Promise<void>;
};

export async function startRecipeWorld(): Promise<RecipeWorld> {
  const letpay = await startLetpaySimulator({ accounts: { 'loja-1': LOGIN } });
  const sopague = await startSopagueSimulator({ accounts: { 'loja-1': SOPAGUE_LOGIN } });
  const stack = await startLocalStack({
    ...{ engine: 'dynalite', schedules: false, auth: ACCESS_KEY },
    providerUrls: { letpay: letpay.url, sopague: sopague.url },
    secrets: { 'loja-1': { letpay: { ...LOGIN, environment: 'sandbox' } } },
  });
  const folder = createRecipeFolder();
  return {
    ...{ letpay, stack, folder },
    run: (command, url) => runProgram(command, { folder: folder.path, env: toEnvironment(stack, url) }),
    async close() {
      folder.remove();
      await stack.close();
      await letpay.close();
      await sopague.close();
    },
  };
}

/** What a recipe finds in its environment. The session token has to be in the signature. */
export const toEnvironment = (stack: LocalStack, url = stack.url) => ({
  ...{ ESTORNO_URL: url, AWS_REGION: stack.region, AWS_SESSION_TOKEN: 'session/token+of=a role' },
  AWS_ACCESS_KEY_ID: ACCESS_KEY.accessKeyId,
  AWS_SECRET_ACCESS_KEY: ACCESS_KEY.secretAccessKey,
});
