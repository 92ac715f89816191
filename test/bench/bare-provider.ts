import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';
import * as z from 'zod';

const Login = z.object({ token: z.string() });

/** The provider called by itself, with nothing around it, over connections that are kept. */
export async function createBareProvider(url: string, merchantId: string) {
  const agent = new Agent({ keepAlive: true });
  const body = new FormData();
  body.set('apiKey', `${merchantId}-key`);
  body.set('apiSecret', `${merchantId}-pass`);
  const login = await fetch(`${url}/auth`, { method: 'POST', body });
  const { token } = Login.parse(await login.json());

  return {
    cancel: (paymentId: string) =>
      new Promise<string>((resolve, reject) => {
        const headers = { 'content-type': 'application/json', 'x-auth-token': token, 'content-length': 2 };
        const path = `${url}/payment/${paymentId}/cancel`;
        const outgoing = request(path, { method: 'POST', agent, headers }, (response) => {
          text(response).then(resolve, reject);
        });
        outgoing.on('error', reject);
        outgoing.end('{}');
      }),
    close: async () => agent.destroy(),
  };
}
