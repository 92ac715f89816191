import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marshall } from '@aws-sdk/util-dynamodb';
import { letpay } from '../../../functions/letpay/connector.ts';
import { createDynamoStores } from '../../../shared/aws/dynamo-stores.ts';
import { createSecretReader } from '../../../shared/aws/secret-reader.ts';
import { newPayment, withOperationBegun } from '../../../shared/domain/payment.ts';
import { MINUTE_MS } from '../../../shared/domain/time.ts';
import { createProviderAnswers } from '../../../shared/function/create-provider-answers.ts';
import { createPorts, MERCHANT, START } from '../../fuzz/ports.ts';
import { createProviderDouble } from '../../fuzz/provider-double.ts';

const REF = {
  merchantId: MERCHANT,
  provider: 'letpay',
  paymentId: '8f048623-16c6-47da-aca1-546a16e8fb99',
};

/** LetPay's function, whose refunds take longer to settle than its cancels, and the id of one that waits for a person. */
function createScene() {
  const connector = {
    ...letpay,
    refunds: { ...letpay.refunds, policy: { settleMs: 60 * MINUTE_MS, readsShowWork: true } },
  };
  const ports = createPorts(
    createProviderDouble({ ...REF, provider: 'letpay', paid: true, method: 'PIX' }, []).answer,
  );
  const stores = createDynamoStores(ports.dynamo, { ledger: 'ledger', sessions: 'sessions' });
  const { secrets: client, clock, log } = ports;
  const secrets = createSecretReader({ client, provider: 'letpay', schema: letpay.credentials, clock, log });
  const parts = { ...ports, stores, secrets, count: () => undefined };
  const { operator } = createProviderAnswers(connector, parts, { notifyFrom: [] });

  const command = { ...REF, kind: 'refund', strategy: 'refund_only', idempotencyKey: 'key-1' } as const;
  const by = { owner: 'a', leaseUntil: START, now: START, random: 0, trigger: 'http' };
  const payment = withOperationBegun(newPayment(REF), command, by);
  const operations = payment.operations.map(({ owner: _, leaseUntil: _until, ...operation }) => ({
    ...operation,
    ...{ state: 'manual_review', attempts: 1, sentAt: START },
  }));
  ports.tables.put(
    'ledger',
    payment.payment,
    marshall({ ...payment, version: 1, operations }, { removeUndefinedValues: true }),
  );
  return { ports, operator, operationId: payment.operations[0]?.id };
}

test('that a refund was not done is recorded once nothing of a refund can land, however soon a cancel settles', async () => {
  const { ports, operator, operationId } = createScene();
  const said = { outcome: 'failed', evidence: 'Seen in the dashboard', by: 'ana' };
  const resolve = () =>
    operator(
      { trigger: 'operator', command: 'resolve', ...REF, operationId, ...said },
      { signal: new AbortController().signal, deadline: ports.clock() + 29_000, trigger: 'operator' },
    );

  ports.pass(59 * MINUTE_MS);
  await assert.rejects(resolve(), /60 minutes after the last send/);
  ports.pass(MINUTE_MS);
  assert.partialDeepStrictEqual(await resolve(), { state: 'failed' });
});
