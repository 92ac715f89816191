import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PutItemCommand } from '@aws-sdk/client-dynamodb';
import { createFuzzFunction } from '../../fuzz/fuzz-function.ts';
import { PAYMENT_ID } from '../../fuzz/odd-requests.ts';
import { createPorts } from '../../fuzz/ports.ts';
import { createProviderDouble, PROMPT } from '../../fuzz/provider-double.ts';
import { toRequest } from './triggers.ts';

const CANCEL = { provider: 'letpay', path: 'cancellations', body: {} } as const;

test('an inquiry whose result the ledger did not save is not followed by another', async () => {
  const lost = { ...PROMPT, applies: false, fate: 'lost' } as const;
  const double = createProviderDouble({ provider: 'letpay', paid: false, method: 'PICPAY' }, [PROMPT, lost]);
  const ports = createPorts(double.answer);
  const invoke = createFuzzFunction('letpay', ports);
  await invoke(toRequest(CANCEL));
  ports.pass(60_000);
  const before = ports.sent.length;
  const send = ports.dynamo.send.bind(ports.dynamo);
  let saves = 0;
  ports.dynamo.send = async (command: object) => {
    if (command instanceof PutItemCommand && ++saves > 1) throw new Error('the ledger hangs');
    return send(command as PutItemCommand);
  };

  await invoke({ trigger: 'sweep' });

  const sent = ports.sent.slice(before).filter(({ isLogin }) => !isLogin);
  assert.deepEqual(
    sent.map(({ method, path }) => `${method} ${path}`),
    [`GET /payment/${PAYMENT_ID.letpay}`],
  );
});
