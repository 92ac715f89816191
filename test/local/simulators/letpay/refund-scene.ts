import { beforeEach } from 'node:test';
import * as z from 'zod';
import type { NewLetpayPayment } from '../../../../local/simulators/letpay/simulator.ts';
import { type LetpayScene, type Reply, useLetpay } from './letpay-scene.ts';

const errorSchema = z.object({ errors: z.array(z.object({ code: z.string(), description: z.string() })) });

/** Requests about refunds, with a token of each test. */
export class RefundScene {
  readonly #scene: LetpayScene;
  #token = '';

  constructor(scene: LetpayScene) {
    this.#scene = scene;
  }

  get letpay() {
    return this.#scene.letpay;
  }

  get token() {
    return this.#token;
  }

  readonly restart = (...parts: Parameters<LetpayScene['restart']>) => this.#scene.restart(...parts);

  /** Requests carry a new token from here on. */
  readonly renewToken = async (apiKey?: string, apiSecret?: string): Promise<void> => {
    this.#token = await this.#scene.token(apiKey, apiSecret);
  };

  readonly logIn = () => this.#scene.logIn();

  /** @param amount reais, as they are to be written */
  readonly refund = (id: string, amount?: string, init: RequestInit = {}): Promise<Reply> => {
    const more = amount === undefined ? '' : `,"amount":${amount}`;
    return this.refundBy(`{"payment_token":"${id}"${more}}`, init);
  };

  readonly refundBy = (body: string, init: RequestInit = {}) =>
    this.#scene.send('POST', '/refund', this.#token, { body, ...init });

  readonly readRefund = (id: unknown, token = this.#token) => this.#scene.send('GET', `/refund/${id}`, token);

  readonly listRefunds = (id: string, init: RequestInit = {}): Promise<{ status: number; json: unknown }> =>
    this.#scene.send('GET', `/refund/payment/${id}`, this.#token, init);

  readonly read = async (id: string) => (await this.#scene.read(id, this.#token)).json;

  readonly paid = (about: Partial<NewLetpayPayment> = {}) =>
    this.letpay.createPayment({ amount: 1035, status: 'PAID', ...about });

  readonly amountsOf = (id: string) => this.letpay.refundsOf(id).map(({ amount }) => amount);
}

/** Starts a simulator before each test of the file, with a token for it. */
export function useRefunds(): RefundScene {
  const scene = new RefundScene(useLetpay());
  beforeEach(() => scene.renewToken());
  return scene;
}

/** The code of an answer's first error. */
export function codeOf({ json }: { readonly json: unknown }): string | undefined {
  return errorSchema.parse(json).errors[0]?.code;
}
