import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { useLetpay } from './letpay-scene.ts';

interface Example {
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: Record<string, string>;
    readonly body: string | null;
    readonly form?: Record<string, string>;
  };
  readonly response: {
    readonly status: number;
    readonly headers: Record<string, string>;
    readonly body: string;
  };
}

const FIXTURES = new URL('../../../fixtures/letpay/', import.meta.url);
/** The examples name payments by UUID or by placeholder. */
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g;

const scene = useLetpay();
const { logIn, send } = scene;

/** Values that differ from call to call, made equal; `expiration_date` of one example is read as `expirationDate`. */
function masked(json: unknown): unknown {
  const text = JSON.stringify(json)
    .replace(UUID, '<uuid>')
    .replace(/"(timestamp|createdAt)":"[\dT:.+-]*"/g, '"$1":"<time>"')
    .replace(/"expiration(_d|D)ate":"[^"]*"/, '"expirationDate":"<time>"')
    .replace(/"(token|refresh_token|username|name|path)":"[^"]*"/g, '"$1":"<text>"')
    .replace(/"extra_data":\{[^}]*\}/, '"extra_data":{}');
  return JSON.parse(text);
}

/** Brings the simulator to where it gives the answer of the example. */
function arrange(name: string): string {
  const family = /checkout|token/.exec(name)?.[0] ?? 'payment';
  if (name.endsWith('502')) scene.letpay.next({ status: 502, code: '00.03.0001' });
  scene.letpay.showsMethod = false;
  const status = name.endsWith('422') || name === 'read-200' ? 'PAID' : 'PRE_AUTHORIZED';
  return scene.letpay.createPayment({
    amount: 1000,
    status,
    ...(family === 'payment' ? {} : { family: family as 'token' }),
  });
}

/** The examples of refunds and of new key pairs are for the connector alone: their texts and keys are of our own making here. */
const EXAMPLES = readdirSync(FIXTURES).filter((file) => /^(auth|cancel|read)-/.test(file));

for (const file of EXAMPLES) {
  const name = file.replace('.json', '');
  test(`the documented example ${name} is answered as documented`, async () => {
    const { request, response }: Example = JSON.parse(readFileSync(new URL(file, FIXTURES), 'utf8'));
    scene.letpay.setCredentials({ apiKey: 'MY_API_KEY', apiSecret: 'MY_API_SECRET' });
    const id = arrange(name);
    const path = request.path.replace('MY_PAYMENT_TOKEN', id);
    const { apiKey = 'MY_API_KEY', apiSecret = 'MY_API_SECRET' } = request.form ?? {};
    const login = await logIn(apiKey, apiSecret);
    const sent = request.headers['X-Auth-Token'];
    const used = sent === 'MY_ACCESS_TOKEN' ? String(login.json.token) : sent;

    const answer = request.form ? login : await send(request.method, path, used, { body: request.body });

    assert.equal(answer.status, response.status);
    assert.equal(JSON.stringify(masked(answer.json)), JSON.stringify(masked(JSON.parse(response.body))));
  });
}
