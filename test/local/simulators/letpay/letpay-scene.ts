import { afterEach, beforeEach } from 'node:test';
import {
  type LetpaySimulator,
  type LetpaySimulatorOptions,
  startLetpaySimulator,
} from '../../../../local/simulators/letpay/simulator.ts';
import { stoppedClock } from '../kit/stopped-clock.ts';

export type Reply = {
  readonly status: number;
  readonly json: Record<string, unknown>;
};

/** Requests to a simulator of LetPay, which is a new one in each test of the file that calls `useLetpay`. */
export class LetpayScene {
  #letpay: LetpaySimulator | undefined;

  /** @throws Error outside of a test */
  get letpay(): LetpaySimulator {
    if (!this.#letpay) throw new Error('The simulator runs within tests only.');
    return this.#letpay;
  }

  /** Starts a simulator in place of the present one. Its clock stands still unless `options` give another. */
  async restart(options: LetpaySimulatorOptions = {}): Promise<void> {
    await this.#letpay?.close();
    this.#letpay = await startLetpaySimulator({ clock: stoppedClock, ...options });
  }

  readonly logIn = async (apiKey = 'demo-key', apiSecret = 'demo-secret'): Promise<Reply> => {
    const body = new FormData();
    body.set('apiKey', apiKey);
    body.set('apiSecret', apiSecret);
    return toReply(await fetch(`${this.letpay.url}/auth`, { method: 'POST', body }));
  };

  readonly token = async (apiKey?: string, apiSecret?: string): Promise<string> =>
    String((await this.logIn(apiKey, apiSecret)).json.token);

  readonly send = async (
    method: string,
    path: string,
    accessToken: string | undefined,
    init: RequestInit = {},
  ): Promise<Reply> => {
    const headers = accessToken === undefined ? {} : { 'X-Auth-Token': accessToken };
    return toReply(await fetch(this.letpay.url + path, { method, headers, ...init }));
  };

  readonly cancel = (
    id: string,
    accessToken: string | undefined,
    family = 'payment',
    init: RequestInit = {},
  ) => this.send('POST', `/${family}/${id}/cancel`, accessToken, init);

  readonly read = (id: string, accessToken: string) => this.send('GET', `/payment/${id}`, accessToken);
}

/** Starts a simulator before each test of the file, and closes it after it. */
export function useLetpay(): LetpayScene {
  const scene = new LetpayScene();
  beforeEach(() => scene.restart());
  afterEach(() => scene.letpay.close());
  return scene;
}

/** What `fetch` sends with an access token, where the answer may be no JSON. */
export function authorized(accessToken: string, init: RequestInit = {}): RequestInit {
  return { method: 'POST', headers: { 'X-Auth-Token': accessToken }, ...init };
}

async function toReply(response: Response): Promise<Reply> {
  return { status: response.status, json: JSON.parse(await response.text()) };
}
